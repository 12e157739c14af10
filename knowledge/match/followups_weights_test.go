package match

import (
	"fmt"
	"math"
)

// trial is an utterance with the evidence for each follow-up that it may be.
type trial struct {
	utterance
	cands       []evidence
	own, right  []bool
	same        []bool // right, or of the same intent and so about the same reply
	evidentNone [evidencesOfNone]float64
}

func (x *Followups) try(u utterance) trial {
	h, among := x.hear(u.text), x.candidates(u.entry)
	out := trial{utterance: u, cands: x.evidence(u.entry, h, among), evidentNone: x.evidenceOfNone(h)}
	has := false // the entry has one of its own of that intent, which is said before the general one
	for _, i := range x.of[u.entry] {
		has = has || u.intent != "" && x.name(x.places[i].intent) == u.intent
	}
	for _, i := range among {
		p := &x.places[i]
		own, same := p.entry == u.entry, u.intent != "" && x.name(p.intent) == u.intent
		right := false
		switch u.kind {
		case "own":
			right = own && p.n == u.n
		case "general":
			right = has && own && same || !has && p.entry == "" && p.n == u.n
		}
		out.own, out.right = append(out.own, own), append(out.right, right)
		out.same = append(out.same, right || same && (own || p.entry == ""))
	}
	return out
}

// beliefs are what weights make of a trial, and the belief in none.
func (tr *trial) beliefs(w evidence, n [evidencesOfNone]float64) ([]float64, float64) {
	z, none := make([]float64, len(tr.cands)), 0.0
	for k, v := range tr.evidentNone {
		none += n[k] * v
	}
	top := none
	for i := range tr.cands {
		for k, v := range tr.cands[i] {
			z[i] += w[k] * v
		}
		top = max(top, z[i])
	}
	none = math.Exp(none - top)
	sum := none
	for i := range z {
		z[i] = math.Exp(z[i] - top)
		sum += z[i]
	}
	for i := range z {
		z[i] /= sum
	}
	return z, none / sum
}

// curve says for each kind how many are found first, among the entry's own and among all, and how many are said and how many of these
// are wrong (another intent) at thresholds.
func curve(trials []trial, w evidence, n [evidencesOfNone]float64) map[string]string {
	thresholds := []float64{0.3, 0.4, 0.5, 0.6, 0.7, 0.8}
	type count struct {
		n, own, top, same float64
		said, wrong       [6]float64
	}
	kinds := map[string]*count{}
	for i := range trials {
		tr := &trials[i]
		if kinds[tr.kind] == nil {
			kinds[tr.kind] = &count{}
		}
		c := kinds[tr.kind]
		z, _ := tr.beliefs(w, n)
		best, own := 0, -1
		for i := range z {
			if z[i] > z[best] {
				best = i
			}
			if tr.own[i] && (own < 0 || z[i] > z[own]) {
				own = i
			}
		}
		c.n++
		c.own += one(own >= 0 && tr.right[own])
		c.top += one(tr.right[best])
		c.same += one(tr.same[best])
		for k, least := range thresholds {
			c.said[k] += one(z[best] >= least)
			c.wrong[k] += one(z[best] >= least && !tr.same[best])
		}
	}
	out := map[string]string{}
	for kind, c := range kinds {
		s := fmt.Sprintf("%.0f: own first %.3f, first %.3f, same intent %.3f; said/wrong", c.n, c.own/c.n, c.top/c.n, c.same/c.n)
		for k, least := range thresholds {
			s += fmt.Sprintf(" %.1f: %.3f/%.3f", least, c.said[k]/c.n, c.wrong[k]/c.n)
		}
		out[kind] = s
	}
	return out
}

func one(is bool) float64 {
	if is {
		return 1
	}
	return 0
}

// share of a kind in learning the weights. General wordings are few and what consulters say is often of their kind.
var share = map[string]float64{"own": 1, "general": 3, "other": 1, "filler": 1}

// learnWeights fits the weights by gradient descent (Adam) on the belief in what is right.
func learnWeights(trials []trial) (w evidence, n [evidencesOfNone]float64) {
	const steps = 200
	w, n = weights, noneWeights
	var mean, square [evidences + evidencesOfNone]float64
	for step := range steps {
		var sum [evidences + evidencesOfNone]float64
		for _, g := range each(trials, func(tr trial) [evidences + evidencesOfNone]float64 { return tr.slope(w, n) }) {
			for k := range g {
				sum[k] += g[k] / float64(len(trials))
			}
		}
		for k, g := range sum {
			mean[k] = 0.9*mean[k] + 0.1*g
			square[k] = 0.99*square[k] + 0.01*g*g
			m, s := mean[k]/(1-math.Pow(0.9, float64(step+1))), square[k]/(1-math.Pow(0.99, float64(step+1)))
			by := 0.1 * (1 - float64(step)/steps) * m / (math.Sqrt(s) + 1e-8)
			if k < evidences {
				w[k] -= by
			} else {
				n[k-evidences] -= by
			}
		}
	}
	return w, n
}

func (tr *trial) slope(w evidence, n [evidencesOfNone]float64) (g [evidences + evidencesOfNone]float64) {
	z, none := tr.beliefs(w, n)
	right, follows := 1e-12, tr.kind == "own" || tr.kind == "general"
	for i := range z {
		right += z[i] * one(tr.right[i])
	}
	for i := range z {
		d := share[tr.kind] * (z[i] - one(tr.right[i])*z[i]/right)
		for k, v := range tr.cands[i] {
			g[k] += d * v
		}
	}
	for k, v := range tr.evidentNone {
		g[evidences+k] += share[tr.kind] * (none - one(!follows)) * v
	}
	return g
}

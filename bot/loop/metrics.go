package loop

import "github.com/prometheus/client_golang/prometheus"

// metrics are what operators watch. None of them has a label that could name a person.
type metrics struct {
	accepted, repeated, refused, stepped, late, dead, presumed, doubled, unshown, erased, unread, joined prometheus.Counter
	sent, failures, undelivered, retries, tickets, outcomes                                              *prometheus.CounterVec
	backlog                                                                                              *prometheus.GaugeVec
	waited                                                                                               prometheus.Histogram
}

func newMetrics(to prometheus.Registerer) *metrics {
	if to == nil {
		to = prometheus.NewRegistry()
	}
	counter := func(name, help string) prometheus.Counter {
		c := prometheus.NewCounter(prometheus.CounterOpts{Namespace: "madoguchi", Name: name, Help: help})
		to.MustRegister(c)
		return c
	}
	counters := func(name, help string, labels ...string) *prometheus.CounterVec {
		c := prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: "madoguchi", Name: name, Help: help}, labels)
		to.MustRegister(c)
		return c
	}
	m := &metrics{
		accepted:    counter("events_accepted_total", "Events taken from platforms."),
		repeated:    counter("events_repeated_total", "Events that were delivered again."),
		refused:     counter("events_refused_total", "Events that could not be taken; the platform was told so."),
		stepped:     counter("events_stepped_total", "Events acted upon."),
		late:        counter("events_late_total", "Events that came too late to be acted upon."),
		dead:        counter("events_dead_total", "Events that cannot be stepped; a person must look."),
		presumed:    counter("deliveries_presumed_total", "Deliveries whose token turned out to be used by an attempt of unknown outcome."),
		doubled:     counter("deliveries_doubtful_total", "Deliveries that may have arrived twice."),
		joined:      counter("deliveries_joined_total", "Deliveries that went with the one before."),
		unread:      counter("events_unread_total", "Events that came faster than anybody reads."),
		unshown:     counter("notices_lost_total", "Notices that the desk's platform will not take."),
		erased:      counter("conversations_erased_total", "Conversations whose key was destroyed."),
		sent:        counters("deliveries_sent_total", "Deliveries that a platform has taken.", "way"),
		failures:    counters("delivery_failures_total", "Attempts that failed.", "failure"),
		undelivered: counters("deliveries_lost_total", "Deliveries that will not arrive.", "why"),
		retries:     counters("retries_total", "Work put off after a failure.", "doing"),
		tickets:     counters("tickets_opened_total", "Tickets opened.", "reason", "urgency"),
		outcomes:    counters("consultations_total", "What became of consultations: contained (without a person), solved (as the consulter says), verified (not back within a week), came_back, unsolved.", "outcome"),
		backlog:     prometheus.NewGaugeVec(prometheus.GaugeOpts{Namespace: "madoguchi", Name: "conversations_waiting", Help: "Conversations with work left in the store."}, []string{"in"}),
		waited:      prometheus.NewHistogram(prometheus.HistogramOpts{Namespace: "madoguchi", Name: "answer_seconds", Help: "From taking an event to having stepped it.", Buckets: prometheus.ExponentialBuckets(0.001, 4, 10)}),
	}
	to.MustRegister(m.backlog, m.waited)
	return m
}

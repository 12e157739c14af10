package line

import (
	"github.com/prometheus/client_golang/prometheus"

	"madoguchi/bot"
)

// metrics are what operators watch. None of them has a label that could name a person.
type metrics struct {
	webhooks, events, calls, fallbacks, pushes, kept *prometheus.CounterVec
	seconds                                          *prometheus.HistogramVec
	limit, used, forecast                            prometheus.Gauge
}

func newMetrics(to prometheus.Registerer, ch bot.Channel) *metrics {
	if to == nil {
		to = prometheus.NewRegistry()
	}
	to = prometheus.WrapRegistererWith(prometheus.Labels{"channel": string(ch)}, to)
	counters := func(name, help string, labels ...string) *prometheus.CounterVec {
		v := prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: "madoguchi", Subsystem: "line", Name: name, Help: help}, labels)
		to.MustRegister(v)
		return v
	}
	gauge := func(name, help string) prometheus.Gauge {
		g := prometheus.NewGauge(prometheus.GaugeOpts{Namespace: "madoguchi", Subsystem: "line", Name: name, Help: help})
		to.MustRegister(g)
		return g
	}
	m := &metrics{
		webhooks:  counters("webhooks_total", "Webhook requests, by the status answered.", "status"),
		events:    counters("events_total", "Events received, by type and by what became of them.", "type", "outcome"),
		calls:     counters("calls_total", "Calls to LINE, by endpoint and status; 0 is no answer.", "endpoint", "status"),
		fallbacks: counters("fallbacks_total", "Deliveries sent otherwise than was tried first.", "to"),
		pushes:    counters("pushes_total", "Pushes by recipient, as LINE counts them.", "urgent"),
		kept:      counters("budget_refusals_total", "Pushes not made for want of budget.", "by"),
		limit:     gauge("budget_limit", "Pushes that the plan allows in this month; -1: any number."),
		used:      gauge("budget_used", "Pushes made in this month."),
		forecast:  gauge("budget_forecast", "Pushes by the end of the month if it goes on like this."),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Namespace: "madoguchi", Subsystem: "line", Name: "webhook_seconds", Help: "From a webhook's arrival to its answer.",
			Buckets: []float64{.005, .01, .02, .05, .1, .2, .5, 1, 1.5, 2, 5},
		}, nil),
	}
	to.MustRegister(m.seconds)
	return m
}

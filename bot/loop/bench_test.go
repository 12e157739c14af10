package loop

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"madoguchi/bot"
	"madoguchi/dialog"
	"madoguchi/knowledge"
	"madoguchi/knowledge/base"
	"madoguchi/knowledge/match"
	"madoguchi/store"
	"madoguchi/store/bolt"
)

// instant is a platform that takes everything at once.
type instant struct{ sent atomic.Int64 }

func (p *instant) Send(context.Context, bot.Delivery) error { p.sent.Add(1); return nil }

// BenchmarkLoop runs whole consultations on a bolt file: every event is on the disk before Accept
// returns, is stepped, answered and sent. ack-p99-ms is the time of Accept.
func BenchmarkLoop(b *testing.B) {
	kb, err := base.Embedded()
	if err != nil {
		b.Fatal(err)
	}
	engine, err := bolt.Open(filepath.Join(b.TempDir(), "bench.db"), bolt.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer engine.Close()
	keyFile := filepath.Join(b.TempDir(), "desk.key")
	if err := store.NewKeyFile(keyFile); err != nil {
		b.Fatal(err)
	}
	key, err := store.OpenKeyFile(keyFile)
	if err != nil {
		b.Fatal(err)
	}
	sealer, err := store.OpenSealer(b.Context(), engine, key)
	if err != nil {
		b.Fatal(err)
	}
	p := &instant{}
	advisor := NewAdvisor(&bot.Edition{Base: kb, Senses: knowledge.Senses{Match: match.New(kb).Match}}, testCalendar(b), knowledge.Desk{Name: "相談窓口"}, time.Now)
	loop, err := Open(Options{Engine: engine, Sealer: sealer, Advisor: advisor, Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	if err != nil {
		b.Fatal(err)
	}
	loop.start(map[bot.Channel]bot.Endpoint{"post": {Sender: p}}, nil)
	said := []string{"パソコンに偽の警告が出て、電話しろと言われています", "3台です", "Windows 11です", "いいえ", "いいえ", "ありがとうございました"}
	var acks []time.Duration
	var mu sync.Mutex
	work := make(chan int)
	var wg sync.WaitGroup
	for range 64 {
		wg.Go(func() {
			for n := range work {
				e := bot.Event{
					ID: bot.EventID(fmt.Sprint(n)), Conversation: bot.ConversationID(fmt.Sprint("post-", n/len(said))), ReplyTo: bot.ReplyTo{Channel: "post"},
					Event: dialog.Event{Kind: dialog.Text, Message: fmt.Sprint(n), Text: said[n%len(said)]},
				}
				began := time.Now()
				if err := loop.Accept(b.Context(), e); err != nil {
					b.Error(err)
				}
				mu.Lock()
				acks = append(acks, time.Since(began))
				mu.Unlock()
			}
		})
	}
	b.ResetTimer()
	for n := range b.N {
		work <- n
	}
	close(work)
	wg.Wait()
	accepted := b.Elapsed()
	for loop.steps.load()+loop.sends.load() > 0 {
		time.Sleep(time.Millisecond)
	}
	b.StopTimer()
	slices.Sort(acks)
	entries, size := 0, 0
	err = engine.View(b.Context(), func(r store.Reader) error {
		for e, err := range r.Scan(nil, nil) {
			if err != nil {
				return err
			}
			entries, size = entries+1, size+len(e.Key)+len(e.Value)
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	talks := float64(b.N) / float64(len(said))
	b.ReportMetric(float64(size)/talks, "B/conversation")
	b.ReportMetric(float64(entries)/talks, "keys/conversation")
	b.ReportMetric(float64(b.N)/accepted.Seconds(), "accepted/s")
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "answered/s")
	b.ReportMetric(float64(acks[len(acks)*99/100].Microseconds())/1000, "ack-p99-ms")
}

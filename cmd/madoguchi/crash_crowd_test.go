package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"time"

	"madoguchi/bot/line/linetest"
)

// crowd is people who write to the desk. Each says a number of things and goes; another comes in their place.
type crowd struct {
	town  *town
	seed  uint64
	size  int // at a time
	says  int // each, before they go
	pause time.Duration

	mu   sync.Mutex
	came int
	done sync.WaitGroup
}

// script is what people say; what they are asked is answered by buttons too.
var script = []string{
	"パソコンに偽の警告が出て、電話番号が出ています", "電話してしまいました", "はい", "いいえ", "Windows 11です", "2台です",
	"取引先から、振り込み先を変えてほしいというメールが来ました", "もう振り込みました", "30万円です", "昨日です",
	"バックアップの取り方を教えてください", "ありがとうございました", "担当者と話したいです", "どういう意味ですか", "わかりません",
}

// come lets the crowd in until ctx ends; wait waits until the last has said what was under way.
func (c *crowd) come(ctx context.Context) {
	for range c.size {
		c.done.Go(func() {
			for ctx.Err() == nil {
				c.mu.Lock()
				c.came++
				n := c.came
				c.mu.Unlock()
				c.live(ctx, n)
			}
		})
	}
}

func (c *crowd) wait() { c.done.Wait() }

// people is how many have come.
func (c *crowd) people() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.came
}

// person is one of them.
type person struct {
	*crowd
	id    string
	rnd   *rand.Rand
	n     int    // things said
	last  string // the last message
	under sync.WaitGroup
}

func (c *crowd) live(ctx context.Context, n int) {
	p := &person{crowd: c, id: c.town.line.AddPerson(fmt.Sprint("person ", n)).ID, rnd: rand.New(rand.NewPCG(c.seed, uint64(n)))}
	defer p.under.Wait()
	follow := c.town.line.Follow(p.id)
	c.town.enter(p.id, follow, "")
	p.send(follow)
	for p.n < c.says && pause(ctx, c.pause/4+time.Duration(p.rnd.Int64N(int64(c.pause)*3/2))) {
		p.act(ctx)
	}
}

// send delivers and waits for the server's answer, as LINE does; a delivery under way is not broken off.
func (p *person) send(events ...linetest.Event) { p.town.deliver(context.Background(), events...) }

func (p *person) act(ctx context.Context) {
	switch roll := p.rnd.Float64(); {
	case roll < 0.08: // two, the second before the first is answered
		one := p.say()
		p.under.Go(func() { p.send(one) })
		pause(ctx, 50*time.Millisecond)
		p.send(p.say())
	case roll < 0.14: // two that arrive in the wrong order
		one, two := p.say(), p.say()
		p.send(two)
		p.send(one)
	case roll < 0.17:
		p.send(p.say(), p.say())
	case roll < 0.23: // twice, as networks will
		e := p.say()
		p.send(e)
		p.send(e.Again(false))
	case roll < 0.40:
		if e, ok := p.press(); ok {
			p.send(e)
		}
	case roll < 0.48 && p.last != "":
		e := p.town.line.Unsend(linetest.Place{User: p.id}, p.last)
		p.last = ""
		p.town.enter(p.id, e, "")
		p.send(e)
	default:
		p.send(p.say())
	}
}

func (p *person) say() linetest.Event {
	p.n++
	e := p.town.line.Text(linetest.Place{User: p.id}, script[p.rnd.IntN(len(script))])
	p.last = e.Message()
	p.town.enter(p.id, e, "")
	return e
}

// press presses one of the buttons shown last. What it makes the person say is changed to be like no other press, so that the
// transcript shows each.
func (p *person) press() (linetest.Event, bool) {
	shown := p.town.line.Shown(p.id)
	if len(shown) == 0 {
		return nil, false
	}
	var found []linetest.Button
	for _, b := range shown[len(shown)-1].Buttons {
		if b.Type == "postback" {
			found = append(found, b)
		}
	}
	if len(found) == 0 {
		return nil, false
	}
	p.n++
	b := found[p.rnd.IntN(len(found))]
	label := fmt.Sprintf("押した%d", p.n)
	parts := strings.SplitN(b.Data, "\n", 4)
	parts[len(parts)-1] = label
	b.Data, b.DisplayText = strings.Join(parts, "\n"), label
	e, ok := p.town.line.Tap(linetest.Place{User: p.id}, b)
	if ok {
		p.town.enter(p.id, e, label)
	}
	return e, ok
}

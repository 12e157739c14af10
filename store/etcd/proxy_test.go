package etcd

import (
	"io"
	"net"
	"sync"
	"testing"
)

// A proxy stands between an engine and a member, and can damage what goes through.
type proxy struct {
	listener net.Listener
	target   string

	mu    sync.Mutex
	fault fault
	conns map[net.Conn]struct{}
	work  sync.WaitGroup
}

type fault int

const (
	none fault = iota
	deaf       // what the engine sends is lost
	mute       // what the member answers is lost
	shut       // there is no connection
)

func newProxy(t *testing.T, target string) *proxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{listener: l, target: target, conns: map[net.Conn]struct{}{}}
	p.work.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			p.work.Go(func() { p.serve(c) })
		}
	})
	t.Cleanup(func() {
		l.Close()
		p.set(shut)
		p.work.Wait()
	})
	return p
}

// behind are options for an engine that reaches a member only through the proxy.
func (p *proxy) behind() Options {
	return Options{Endpoints: []string{p.listener.Addr().String()}, Prefix: newPrefix()}
}

// set brings about a fault. What was lost before cannot be made up for, so that connections do not survive its end.
func (p *proxy) set(f fault) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.fault = f
	if f == none || f == shut {
		for c := range p.conns {
			c.Close()
		}
	}
}

func (p *proxy) now() fault {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.fault
}

func (p *proxy) serve(client net.Conn) {
	defer client.Close()
	member, err := net.Dial("tcp", p.target)
	if err != nil || !p.add(client, member) {
		return
	}
	defer p.remove(client, member)
	var both sync.WaitGroup
	pass := func(to, from net.Conn, lost fault) {
		defer to.Close()
		defer from.Close()
		io.Copy(filter{p, to, lost}, from)
	}
	both.Go(func() { pass(member, client, deaf) })
	both.Go(func() { pass(client, member, mute) })
	both.Wait()
}

func (p *proxy) add(conns ...net.Conn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range conns {
		if p.fault == shut {
			c.Close()
			continue
		}
		p.conns[c] = struct{}{}
	}
	return p.fault != shut
}

func (p *proxy) remove(conns ...net.Conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range conns {
		c.Close()
		delete(p.conns, c)
	}
}

// filter swallows what is written while a fault lasts.
type filter struct {
	p    *proxy
	to   net.Conn
	lost fault
}

func (f filter) Write(b []byte) (int, error) {
	if f.p.now() == f.lost {
		return len(b), nil
	}
	return f.to.Write(b)
}

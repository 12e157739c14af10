package etcd

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.etcd.io/etcd/server/v3/embed"
	"go.uber.org/zap"
)

// The members of the tests' clusters are processes of their own, so that they can be killed and stopped as real ones are: this
// test binary, started again with nodeEnv set.
const nodeEnv = "MADOGUCHI_TEST_ETCD_NODE"

// A nodeConfig is what such a process is told.
type nodeConfig struct {
	Name, Dir    string
	Client, Peer string // HOST:PORT
	Cluster      string // NAME=http://PEER,...
	Sync         bool   // writes reach the disk before they are acknowledged
	Quota        int64
	CA, Cert     string // of the server; with them clients need TLS and a certificate
	CertKey      string
}

func TestMain(m *testing.M) {
	if config, ok := os.LookupEnv(nodeEnv); ok {
		if err := runNode(config); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	code := m.Run()
	if shared.node != nil {
		shared.node.kill()
		os.RemoveAll(shared.dir)
	}
	os.Exit(code)
}

// runNode serves until its standard input ends, which it also does when the tests die.
func runNode(config string) error {
	var c nodeConfig
	if err := json.Unmarshal([]byte(config), &c); err != nil {
		return err
	}
	cfg := embed.NewConfig()
	cfg.Name, cfg.Dir, cfg.InitialCluster = c.Name, c.Dir, c.Cluster
	client, peer := url.URL{Scheme: "http", Host: c.Client}, url.URL{Scheme: "http", Host: c.Peer}
	if c.CA != "" {
		client.Scheme = "https"
		cfg.ClientTLSInfo.CertFile, cfg.ClientTLSInfo.KeyFile = c.Cert, c.CertKey
		cfg.ClientTLSInfo.TrustedCAFile, cfg.ClientTLSInfo.ClientCertAuth = c.CA, true
	}
	cfg.ListenClientUrls, cfg.AdvertiseClientUrls = []url.URL{client}, []url.URL{client}
	cfg.ListenPeerUrls, cfg.AdvertisePeerUrls = []url.URL{peer}, []url.URL{peer}
	cfg.TickMs, cfg.ElectionMs = 50, 500
	cfg.BcryptCost = 4 // the least there is
	cfg.UnsafeNoFsync, cfg.QuotaBackendBytes = !c.Sync, c.Quota
	cfg.ZapLoggerBuilder = embed.NewZapLoggerBuilder(zap.NewNop())
	e, err := embed.StartEtcd(cfg)
	if err != nil {
		return err
	}
	<-e.Server.ReadyNotify()
	fmt.Println("ready")
	io.Copy(io.Discard, os.Stdin)
	return nil
}

// A node is a member of a cluster.
type node struct {
	nodeConfig
	cmd   *exec.Cmd
	stdin io.Closer
	ready *bufio.Reader
}

// start does not wait: members of a new cluster wait for each other.
func (n *node) start(t testing.TB) {
	t.Helper()
	config, err := json.Marshal(n.nodeConfig)
	if err != nil {
		t.Fatal(err)
	}
	n.cmd = exec.Command(os.Args[0])
	n.cmd.Env = append(os.Environ(), nodeEnv+"="+string(config))
	n.cmd.Stderr = os.Stderr
	stdin, err := n.cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := n.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	n.stdin, n.ready = stdin, bufio.NewReader(stdout)
	if err := n.cmd.Start(); err != nil {
		t.Fatal(err)
	}
}

func (n *node) wait(t testing.TB) {
	t.Helper()
	if line, err := n.ready.ReadString('\n'); err != nil || line != "ready\n" {
		t.Fatalf("the etcd member %s did not start: %q, %v", n.Name, line, err)
	}
}

// kill ends the process at once, stopped or not.
func (n *node) kill() {
	if n.cmd == nil {
		return
	}
	n.cmd.Process.Kill()
	n.cmd.Wait()
	n.stdin.Close()
	n.cmd = nil
}

// newCluster starts a cluster that ends with the test. change may be nil.
func newCluster(t testing.TB, size int, change func(*nodeConfig)) []*node {
	t.Helper()
	ports := freePorts(t, 2*size)
	cluster := ""
	for i := range size {
		cluster += fmt.Sprintf(",n%d=http://%s", i, ports[size+i])
	}
	var nodes []*node
	for i := range size {
		n := &node{nodeConfig: nodeConfig{Name: fmt.Sprintf("n%d", i), Dir: filepath.Join(t.TempDir(), "etcd"), Client: ports[i], Peer: ports[size+i], Cluster: cluster[1:]}}
		if change != nil {
			change(&n.nodeConfig)
		}
		nodes = append(nodes, n)
		n.start(t)
		t.Cleanup(n.kill)
	}
	for _, n := range nodes {
		n.wait(t)
	}
	return nodes
}

// freePorts returns addresses on which nobody listens.
func freePorts(t testing.TB, n int) []string {
	t.Helper()
	var ports []string
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		ports = append(ports, l.Addr().String())
	}
	return ports
}

// shared is the cluster of one that most tests use, each below its own prefix.
var shared struct {
	once   sync.Once
	node   *node
	dir    string
	prefix atomic.Int64
}

func sharedNode(t testing.TB) *node {
	t.Helper()
	shared.once.Do(func() {
		var err error
		if shared.dir, err = os.MkdirTemp("", "etcd"); err != nil {
			t.Fatal(err)
		}
		ports := freePorts(t, 2)
		n := &node{nodeConfig: nodeConfig{Name: "n", Dir: filepath.Join(shared.dir, "etcd"), Client: ports[0], Peer: ports[1], Cluster: "n=http://" + ports[1], Quota: 8 << 30}}
		n.start(t)
		n.wait(t)
		shared.node = n
	})
	if shared.node == nil {
		t.Fatal("the shared etcd did not start")
	}
	return shared.node
}

// newPrefix is one that no other test has.
func newPrefix() string { return fmt.Sprintf("test/%d", shared.prefix.Add(1)) }

// at are the options for a new prefix on some members.
func at(nodes ...*node) Options {
	o := Options{Prefix: newPrefix()}
	for _, n := range nodes {
		o.Endpoints = append(o.Endpoints, n.Client)
	}
	return o
}

// hasty is for tests in which time has to run out.
func hasty() timing {
	return timing{attempt: 500 * time.Millisecond, commit: 500 * time.Millisecond, patience: 5 * time.Second, grace: 300 * time.Millisecond, farewell: 300 * time.Millisecond}
}

func opened(t testing.TB, o Options) *engine {
	t.Helper()
	return openedWith(t, o, defaultTiming())
}

func openedWith(t testing.TB, o Options, timing timing) *engine {
	t.Helper()
	e, err := open(t.Context(), o, timing)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return e
}

//go:build unix

package etcd

import (
	"syscall"
	"testing"
)

// TestStalledMember stops a process in the middle of everything: connections to it stay open, and nothing answers.
func TestStalledMember(t *testing.T) {
	t.Parallel()
	nodes := newCluster(t, 3, nil)
	w := newWriters(t, at(nodes...), 2, 4)
	leader := leaderOf(t, w.engines[0], nodes)
	leader.cmd.Process.Signal(syscall.SIGSTOP)
	w.progress(10, "with the leader stalled")
	leader.cmd.Process.Signal(syscall.SIGCONT)
	w.progress(40, "with it awake")
	w.verify()
}

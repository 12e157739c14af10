package store

import (
	"bytes"
	"hash/maphash"
)

// node is an immutable treap: put and remove share what they do not change, so that every root is a snapshot. nil is
// the empty tree. A node's rank is a hash of its key, which keeps the tree balanced in expectation: O(log n).
type node struct {
	key, value  []byte
	rank        uint64
	left, right *node
}

func (n *node) get(key []byte) ([]byte, bool) {
	for n != nil {
		switch c := bytes.Compare(key, n.key); {
		case c < 0:
			n = n.left
		case c > 0:
			n = n.right
		default:
			return n.value, true
		}
	}
	return nil, false
}

// put returns the tree with value at key. It keeps both slices.
func (n *node) put(seed maphash.Seed, key, value []byte) *node {
	left, right := n.split(key, false)
	_, right = right.split(key, true)
	leaf := &node{key: key, value: value, rank: maphash.Bytes(seed, key)}
	return join(join(left, leaf), right)
}

// remove returns the tree without key.
func (n *node) remove(key []byte) *node {
	left, right := n.split(key, false)
	_, right = right.split(key, true)
	return join(left, right)
}

// split returns the keys below key and the others; key itself is among the first when through.
func (n *node) split(key []byte, through bool) (low, high *node) {
	if n == nil {
		return nil, nil
	}
	c := bytes.Compare(n.key, key)
	if c < 0 || c == 0 && through {
		l, h := n.right.split(key, through)
		return &node{n.key, n.value, n.rank, n.left, l}, h
	}
	l, h := n.left.split(key, through)
	return l, &node{n.key, n.value, n.rank, h, n.right}
}

// join returns both trees' keys; all of a's lie below all of b's.
func join(a, b *node) *node {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	case a.rank >= b.rank:
		return &node{a.key, a.value, a.rank, a.left, join(a.right, b)}
	}
	return &node{b.key, b.value, b.rank, join(a, b.left), b.right}
}

// ascend calls yield for start <= key < end in order until it returns false, and returns whether it never did.
func (n *node) ascend(start, end []byte, yield func(*node) bool) bool {
	if n == nil {
		return true
	}
	above := bytes.Compare(n.key, start) >= 0
	below := end == nil || bytes.Compare(n.key, end) < 0
	if above && !n.left.ascend(start, end, yield) {
		return false
	}
	if above && below && !yield(n) {
		return false
	}
	return !below || n.right.ascend(start, end, yield)
}

// descend is ascend in the other direction.
func (n *node) descend(start, end []byte, yield func(*node) bool) bool {
	if n == nil {
		return true
	}
	above := bytes.Compare(n.key, start) >= 0
	below := end == nil || bytes.Compare(n.key, end) < 0
	if below && !n.right.descend(start, end, yield) {
		return false
	}
	if above && below && !yield(n) {
		return false
	}
	return !above || n.left.descend(start, end, yield)
}

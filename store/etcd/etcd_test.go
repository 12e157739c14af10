package etcd

import (
	"testing"

	"madoguchi/store"
	"madoguchi/store/storetest"
)

func TestEtcd(t *testing.T) {
	storetest.Run(t, func(t *testing.T) store.Engine { return opened(t, at(sharedNode(t))) })
}

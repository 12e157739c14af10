// Package caller is for what is served on the web: who makes a request, and how much of it they may
// do.
//
//	caller.go  Address: where a request comes from, through a proxy too
//	rates.go   Rates: how much each of many has done lately
package caller

import (
	"net"
	"net/http"
	"strings"
)

// Unknown is the address of whoever comes through a proxy that does not say for whom it asks.
const Unknown = "unknown"

// Address is where a request comes from. Behind a proxy on this machine or in its network it is
// what the proxy says.
func Address(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	ip := net.ParseIP(host)
	if ip == nil || !ip.IsLoopback() && !ip.IsPrivate() {
		return host
	}
	hops := strings.Split(r.Header.Get("X-Forwarded-For"), ",")
	if last := net.ParseIP(strings.TrimSpace(hops[len(hops)-1])); last != nil {
		return last.String()
	}
	return Unknown
}

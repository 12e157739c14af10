package caller

import (
	"net/http/httptest"
	"testing"
)

func TestAddress(t *testing.T) {
	for _, tt := range []struct{ name, from, forwarded, want string }{
		{"by itself", "203.0.113.7:5000", "", "203.0.113.7"},
		{"a stranger's word is not taken", "203.0.113.7:5000", "198.51.100.1", "203.0.113.7"},
		{"through a proxy here", "127.0.0.1:5000", "198.51.100.1", "198.51.100.1"},
		{"what was said before the proxy counts not", "10.0.0.2:5000", "1.2.3.4, 198.51.100.1", "198.51.100.1"},
		{"a proxy that says nothing", "127.0.0.1:5000", "", Unknown},
		{"nonsense", "[::1]:5000", "somebody", Unknown},
	} {
		r := httptest.NewRequest("GET", "/chat", nil)
		r.RemoteAddr = tt.from
		if tt.forwarded != "" {
			r.Header.Set("X-Forwarded-For", tt.forwarded)
		}
		if got := Address(r); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

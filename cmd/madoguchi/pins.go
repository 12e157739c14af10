//go:build pins

package main

// Libraries held at their versions in go.mod until the code that uses them lands.
import (
	_ "github.com/arran4/golang-ical"
	_ "github.com/google/uuid"
	_ "github.com/prometheus/client_golang/prometheus/promhttp"
	_ "golang.org/x/time/rate"
)

// Package intake keeps the bodies of requests within bounds until it is known who sends them.
//
// A webhook's signature is over its whole body, so that anybody can make a server hold bytes. Of
// bodies that are not complete no more than Options.Held are held in all: when another byte comes,
// the one that has been on its way longest is given up. What a platform sends is complete within
// milliseconds and is never that one; what is sent byte by byte soon is. A body that is not
// complete within Options.Within is given up in any case.
//
// An Intake knows neither platforms nor signatures: it stands before the handlers that do.
package intake

package main

import (
	"fmt"
	"reflect"
	"runtime"

	"github.com/labstack/echo/v4"
)

// A group with middleware answers 404 itself for all paths below it, so that its middleware runs for them.
var ofEcho = runtime.FuncForPC(reflect.ValueOf(echo.NotFoundHandler).Pointer()).Name()

func printRoutes(e *echo.Echo) {
	for _, route := range e.Routes() {
		if route.Name != ofEcho {
			fmt.Println(route.Method, route.Path)
		}
	}
}

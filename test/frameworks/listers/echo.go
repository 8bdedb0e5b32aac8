package main

import (
	"fmt"

	"github.com/labstack/echo/v4"
)

func printRoutes(e *echo.Echo) {
	for _, route := range e.Routes() {
		fmt.Println(route.Method, route.Path)
	}
}

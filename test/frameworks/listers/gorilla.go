package main

import (
	"fmt"

	"github.com/gorilla/mux"
)

func printRoutes(r *mux.Router) {
	r.Walk(func(route *mux.Route, _ *mux.Router, _ []*mux.Route) error {
		path, _ := route.GetPathTemplate()
		methods, _ := route.GetMethods()
		if route.GetHandler() == nil {
			return nil
		}
		if len(methods) == 0 {
			methods = []string{"*"}
		}
		for _, method := range methods {
			fmt.Println(method, path)
		}
		return nil
	})
}

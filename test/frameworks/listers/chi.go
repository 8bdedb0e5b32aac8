package main

import (
	"fmt"
	"net/http"

	"github.com/go-chi/chi/v5"
)

func printRoutes(r chi.Router) {
	chi.Walk(r, func(method, route string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		fmt.Println(method, route)
		return nil
	})
}

package main

import (
	"fmt"

	"github.com/gin-gonic/gin"
)

func printRoutes(r *gin.Engine) {
	for _, route := range r.Routes() {
		fmt.Println(route.Method, route.Path)
	}
}

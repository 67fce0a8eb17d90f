package main

import (
	"context"
	"fmt"
	"log"

	"example/orders"
)

func main() {
	client, err := orders.New(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	result, err := orders.Place(context.Background(), client, `{"item": 1}`)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s\n", result)
}

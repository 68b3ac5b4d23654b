// The store of the API server, of the release that its own client comes from: an older one lacks calls that it makes.
package main

import (
	"os"

	"go.etcd.io/etcd/server/v3/etcdmain"
)

func main() { etcdmain.Main(os.Args) }

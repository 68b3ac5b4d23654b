// A MongoDB-compatible server for tests: FerretDB on SQLite files in one folder, behind a proxy of its own.
//
// FerretDB 1.24 reads a document, changes it and writes it back without a lock: of updates that meet, some are lost, and
// a compare-and-set can be won by several. An update of 100 statements or more waits for ever for a connection to its
// own files. MongoDB has neither fault. So the proxy lets one write through at a time, and tells drivers to send at most
// 50 statements with a command. With -bare both faults can be seen.
package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"flag"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"sync"
	"syscall"

	"github.com/FerretDB/FerretDB/ferretdb"
)

const (
	largestMessage = 48_000_000
	opMsg          = 2013
	moreToCome     = 1 << 1
	batchSize      = 50
)

// Commands that change documents or what they are kept in.
var writes = map[string]bool{
	"insert": true, "update": true, "delete": true, "findAndModify": true, "findandmodify": true,
	"create": true, "createIndexes": true, "drop": true, "dropIndexes": true, "dropDatabase": true,
	"renameCollection": true,
}

// An int32 field of the answer to hello, as BSON has it.
var batchField = []byte("\x10maxWriteBatchSize\x00")

var oneWrite sync.Mutex

func main() {
	listen := flag.String("listen", "127.0.0.1:0", "address to listen on; the one that it became is printed")
	data := flag.String("data", "", "folder of the SQLite files")
	bare := flag.Bool("bare", false, "let writes meet, as FerretDB does by itself")
	flag.Parse()

	socket := filepath.Join(*data, "server.sock")
	_ = os.Remove(socket)
	server, err := ferretdb.New(&ferretdb.Config{
		Listener:  ferretdb.ListenerConfig{Unix: socket},
		Handler:   "sqlite",
		SQLiteURL: "file:" + *data + "/",
		Logger:    slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError})),
	})
	if err != nil {
		log.Fatal(err)
	}
	listener, err := net.Listen("tcp", *listen)
	if err != nil {
		log.Fatal(err)
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	go accept(listener, socket, !*bare)
	go func() {
		<-ctx.Done()
		os.Exit(0) // nothing is lost: SQLite has what was answered
	}()
	fmt.Println(listener.Addr())
	if err := server.Run(ctx); err != nil {
		log.Fatal(err)
	}
}

func accept(listener net.Listener, socket string, oneByOne bool) {
	for {
		client, err := listener.Accept()
		if err != nil {
			return
		}
		go func() {
			defer client.Close()
			server, err := net.Dial("unix", socket)
			if err != nil {
				log.Print(err)
				return
			}
			defer server.Close()
			for pass(client, server, oneByOne) == nil {
			}
		}()
	}
}

// pass carries one request to the server and its answer back.
func pass(client, server net.Conn, oneByOne bool) error {
	request, err := readMessage(client)
	if err != nil {
		return err
	}
	answer, err := ask(server, request, oneByOne && writes[commandOf(request)])
	if err != nil || answer == nil {
		return err
	}
	if at := bytes.Index(answer, batchField); at >= 0 && oneByOne && len(answer) < 4096 {
		binary.LittleEndian.PutUint32(answer[at+len(batchField):], batchSize)
	}
	_, err = client.Write(answer)
	return err
}

func ask(server net.Conn, request []byte, alone bool) ([]byte, error) {
	if alone {
		oneWrite.Lock()
		defer oneWrite.Unlock()
	}
	if _, err := server.Write(request); err != nil {
		return nil, err
	}
	if isOpMsg(request) && binary.LittleEndian.Uint32(request[16:])&moreToCome != 0 {
		return nil, nil
	}
	return readMessage(server)
}

// readMessage reads a message with its header, of which the first four bytes are the length of all.
func readMessage(from io.Reader) ([]byte, error) {
	var head [4]byte
	if _, err := io.ReadFull(from, head[:]); err != nil {
		return nil, err
	}
	length := binary.LittleEndian.Uint32(head[:])
	if length < 21 || length > largestMessage {
		return nil, fmt.Errorf("a message of %d bytes", length)
	}
	message := make([]byte, length)
	copy(message, head[:])
	_, err := io.ReadFull(from, message[4:])
	return message, err
}

func isOpMsg(message []byte) bool {
	return binary.LittleEndian.Uint32(message[12:]) == opMsg
}

// commandOf gives the name of the first field of the body: header 16, flags 4, kind of section 1, length 4, type 1.
func commandOf(message []byte) string {
	const name = 26
	if !isOpMsg(message) || len(message) <= name || message[20] != 0 {
		return ""
	}
	command, _, _ := bytes.Cut(message[name:], []byte{0})
	return string(command)
}

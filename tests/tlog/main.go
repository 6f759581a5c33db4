// tlog-check reads a log as stock tools for transparency logs do, with golang.org/x/mod/sumdb/note and tlog, which know
// nothing of this project: the checkpoint and its signatures, every entry and its proof, and the growth out of a
// checkpoint that was kept.
//
//	tlog-check URL LOG-VKEY [WITNESS-VKEY...] [-earlier FILE] [-save FILE]
package main

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8 // 256 hashes to a tile

// A cosignature/v1 (C2SP tlog-cosignature), which sumdb/note leaves to its caller.
type witness struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (w *witness) Name() string    { return w.name }
func (w *witness) KeyHash() uint32 { return w.hash }
func (w *witness) Verify(text, signature []byte) bool {
	if len(signature) != 8+ed25519.SignatureSize {
		return false
	}
	signed := fmt.Sprintf("cosignature/v1\ntime %d\n%s", binary.BigEndian.Uint64(signature), text)
	return ed25519.Verify(w.key, []byte(signed), signature[8:])
}

func newWitness(vkey string) (*witness, error) {
	part := strings.SplitN(vkey, "+", 3)
	if len(part) != 3 {
		return nil, errors.New("no key of a witness")
	}
	hash, err := strconv.ParseUint(part[1], 16, 32)
	if err != nil {
		return nil, err
	}
	key, err := base64.StdEncoding.DecodeString(part[2])
	if err != nil || len(key) != 1+ed25519.PublicKeySize || key[0] != 4 {
		return nil, errors.New("no key for cosignatures")
	}
	return &witness{part[0], uint32(hash), key[1:]}, nil
}

type server struct{ url string }

func (s server) get(path string) ([]byte, error) {
	answer, err := http.Get(s.url + "/" + path)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", path, answer.Status)
	}
	return io.ReadAll(answer.Body)
}

// Its paths do not say how high tiles are.
func (s server) Height() int { return height }
func (s server) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		data, err := s.get(strings.Replace(tile.Path(), fmt.Sprintf("tile/%d/", height), "tile/", 1))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}
func (s server) SaveTiles([]tlog.Tile, [][]byte) {}

// Opens a checkpoint that the log and all witnesses have signed.
func open(text []byte, signers []note.Verifier) (tlog.Tree, error) {
	var tree tlog.Tree
	signed, err := note.Open(text, note.VerifierList(signers...))
	if err != nil {
		return tree, err
	}
	if len(signed.Sigs) != len(signers) {
		return tree, fmt.Errorf("%d of %d have signed", len(signed.Sigs), len(signers))
	}
	line := strings.Split(signed.Text, "\n")
	if len(line) < 4 || line[0] != signers[0].Name() {
		return tree, errors.New("no checkpoint of this log")
	}
	tree.N, err = strconv.ParseInt(line[1], 10, 64)
	if err != nil {
		return tree, err
	}
	tree.Hash, err = tlog.ParseHash(line[2])
	return tree, err
}

func checkEntries(s server, tree tlog.Tree, hashes tlog.HashReader) error {
	for first := int64(0); first < tree.N; first += 1 << height {
		tile := tlog.Tile{H: height, L: -1, N: first >> height, W: 1 << height}
		if tree.N-first < 1<<height {
			tile.W = int(tree.N - first)
		}
		data, err := s.get(strings.Replace(tile.Path(), fmt.Sprintf("tile/%d/data/", height), "tile/entries/", 1))
		if err != nil {
			return err
		}
		if err := checkBundle(data, first, tile.W, tree, hashes); err != nil {
			return err
		}
	}
	return nil
}

func checkBundle(data []byte, first int64, width int, tree tlog.Tree, hashes tlog.HashReader) error {
	for i := first; i < first+int64(width); i++ {
		if len(data) < 2 || len(data) < 2+int(binary.BigEndian.Uint16(data)) {
			return fmt.Errorf("the bundle ends before entry %d", i)
		}
		size := 2 + int(binary.BigEndian.Uint16(data))
		proof, err := tlog.ProveRecord(tree.N, i, hashes)
		if err != nil {
			return err
		}
		if err := tlog.CheckRecord(proof, tree.N, tree.Hash, i, tlog.RecordHash(data[2:size])); err != nil {
			return fmt.Errorf("entry %d: %w", i, err)
		}
		data = data[size:]
	}
	if len(data) > 0 {
		return errors.New("the bundle has more than its entries")
	}
	return nil
}

func checkGrowth(file string, signers []note.Verifier, tree tlog.Tree, hashes tlog.HashReader) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	earlier, err := open(text, signers)
	if err != nil {
		return err
	}
	proof, err := tlog.ProveTree(tree.N, earlier.N, hashes)
	if err != nil {
		return err
	}
	return tlog.CheckTree(proof, tree.N, tree.Hash, earlier.N, earlier.Hash)
}

func run(url string, args []string) error {
	var signers []note.Verifier
	var earlier, save string
	for ; len(args) > 0; args = args[1:] {
		switch {
		case args[0] == "-earlier" && len(args) > 1:
			earlier, args = args[1], args[1:]
		case args[0] == "-save" && len(args) > 1:
			save, args = args[1], args[1:]
		case len(signers) == 0:
			log, err := note.NewVerifier(args[0])
			if err != nil {
				return err
			}
			signers = append(signers, log)
		default:
			other, err := newWitness(args[0])
			if err != nil {
				return err
			}
			signers = append(signers, other)
		}
	}
	s := server{url}
	text, err := s.get("checkpoint")
	if err != nil {
		return err
	}
	tree, err := open(text, signers)
	if err != nil {
		return err
	}
	hashes := tlog.TileHashReader(tree, s)
	if err := checkEntries(s, tree, hashes); err != nil {
		return err
	}
	if earlier != "" {
		if err := checkGrowth(earlier, signers, tree, hashes); err != nil {
			return err
		}
	}
	if save != "" {
		if err := os.WriteFile(save, text, 0o644); err != nil {
			return err
		}
	}
	fmt.Printf("entries: %d\n", tree.N)
	return nil
}

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: tlog-check URL LOG-VKEY [WITNESS-VKEY...] [-earlier FILE] [-save FILE]")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2:]); err != nil {
		fmt.Fprintln(os.Stderr, "tlog-check:", err)
		os.Exit(1)
	}
}

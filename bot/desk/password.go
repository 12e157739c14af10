package desk

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"math/big"
	"strings"

	"golang.org/x/crypto/argon2"
)

// Passwords are kept as argon2id, with OWASP's first choice of parameters, in the usual form
// $argon2id$v=19$m=…,t=…,p=…$salt$hash. The parameters of a hash are its own, so that they can be
// raised later.
const (
	hashMemory  = 19 * 1024 // KiB
	hashTime    = 2
	hashThreads = 1
	hashBytes   = 32
	saltBytes   = 16
)

// hashing bounds how many passwords are hashed at a time: each takes hashMemory.
var hashing = make(chan struct{}, 2)

func hashed(password string) string {
	salt := make([]byte, saltBytes)
	_, _ = rand.Read(salt) // never fails
	sum := argon(tidyPassword(password), salt, hashTime, hashMemory, hashThreads)
	b64 := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, hashMemory, hashTime, hashThreads, b64(salt), b64(sum))
}

func argon(password string, salt []byte, time, memory uint32, threads uint8) []byte {
	hashing <- struct{}{}
	defer func() { <-hashing }()
	return argon2.IDKey([]byte(password), salt, time, memory, threads, hashBytes)
}

// matches reports whether a password is the one that was hashed. What is no hash matches nothing.
func matches(hash, password string) bool {
	part := strings.Split(hash, "$")
	if len(part) != 6 || part[1] != "argon2id" {
		return false
	}
	var version int
	var memory, time uint32
	var threads uint8
	if _, err := fmt.Sscanf(part[2], "v=%d", &version); err != nil || version != argon2.Version {
		return false
	}
	if _, err := fmt.Sscanf(part[3], "m=%d,t=%d,p=%d", &memory, &time, &threads); err != nil || time == 0 || threads == 0 {
		return false
	}
	salt, err := base64.RawStdEncoding.DecodeString(part[4])
	want, err2 := base64.RawStdEncoding.DecodeString(part[5])
	if err != nil || err2 != nil || len(want) != hashBytes {
		return false
	}
	return subtle.ConstantTimeCompare(argon(tidyPassword(password), salt, time, memory, threads), want) == 1
}

// nobody is the hash of no password: an unknown login takes as long as a known one.
var nobody = fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, hashMemory, hashTime, hashThreads,
	base64.RawStdEncoding.EncodeToString(make([]byte, saltBytes)), base64.RawStdEncoding.EncodeToString(make([]byte, hashBytes)))

// plainSigns are those of made passwords: none looks like another one.
const plainSigns = "abcdefghjkmnpqrstuvwxyz23456789"

// NewPassword makes one: four groups of four, easy to copy from paper. 31^16 are 79 bits.
func NewPassword() string {
	var b strings.Builder
	for i := range 16 {
		if i > 0 && i%4 == 0 {
			b.WriteByte('-')
		}
		n, _ := rand.Int(rand.Reader, big.NewInt(int64(len(plainSigns)))) // never fails
		b.WriteByte(plainSigns[n.Int64()])
	}
	return b.String()
}

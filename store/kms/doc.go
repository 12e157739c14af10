// Package kms is the desk's key in a key management service, so that it lies on no disk of the desk's own machines. One is
// known: the transit engine of HashiCorp Vault 1.13 or newer, and of OpenBao, which answers alike. Both can be run on a
// desk's own premises. It is asked when a store is opened and never again: a desk that runs goes on while it is down.
//
// # Map
//
//	vault.go   Options, Open, Key: the key as a store.DeskKey; Check
//	wire.go    what bounds a request, and what an answer means
//
// store/kms/vaulttest is a transit engine for tests.
//
// A key is named by the URI that tink gives it:
//
//	hcvault://HOST:PORT/MOUNT/keys/NAME         over TLS
//	hcvault+http://HOST:PORT/MOUNT/keys/NAME    in clear, only on this machine: a Vault Agent that adds its own token
//
// The key is of type aes256-gcm96, not derived. The token's policy needs "update" on MOUNT/decrypt/NAME, and on MOUNT/encrypt/NAME
// for the first start, config check and config rewrap. It should not have "create" there: Vault would make a key for each
// name that is misspelt.
package kms

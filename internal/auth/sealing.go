package auth

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/db"
)

// KeyBytes is the size of the key that the secrets of second factors are encrypted with.
const KeyBytes = 32

// ErrOtherKey: secrets of second factors are encrypted with another key than the one that was given, or none was given.
var ErrOtherKey = errors.New("second factors are encrypted with another key")

// sealedMark begins a secret that is encrypted. One that is not is [secretBytes] random bytes, as those that were kept
// before there was a key still are; a sealed one is longer.
//
// A sealed secret is the mark, the id of the key, a nonce, and the secret encrypted by AES-256-GCM together with whose it
// is, so that nobody's can be put in the place of another's.
const sealedMark = "\x00vk1"

const keyIDBytes = 4

// A sealer encrypts secrets with one key. A nil one leaves them as they are.
type sealer struct {
	aead cipher.AEAD
	id   []byte // of the key; tells nothing of it
}

// newSealer returns the sealer of a key, nil without one.
func newSealer(key []byte) (*sealer, error) {
	if len(key) == 0 {
		return nil, nil
	}
	if len(key) != KeyBytes {
		return nil, fmt.Errorf("the key of second factors has %d bytes, not %d", len(key), KeyBytes)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("make cipher: %w", err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, fmt.Errorf("make cipher: %w", err)
	}
	sum := sha256.Sum256(append([]byte("verkstad: id of the key of second factors\n"), key...))
	return &sealer{aead, sum[:keyIDBytes]}, nil
}

func ownerOf(account int64) []byte { return []byte("account " + strconv.FormatInt(account, 10)) }

// seal returns the secret of an account as it is kept.
func (s *sealer) seal(secret []byte, account int64) []byte {
	if s == nil {
		return secret
	}
	nonce := make([]byte, s.aead.NonceSize())
	rand.Read(nonce) // never fails
	out := append([]byte(sealedMark), s.id...)
	out = append(out, nonce...)
	return s.aead.Seal(out, nonce, secret, ownerOf(account))
}

// isSealed tells whether a kept secret is encrypted.
func isSealed(kept []byte) bool {
	return len(kept) > secretBytes && string(kept[:len(sealedMark)]) == sealedMark
}

// open returns the secret of an account that is kept so.
func (s *sealer) open(kept []byte, account int64) ([]byte, error) {
	if !isSealed(kept) {
		return kept, nil
	}
	if s == nil {
		return nil, fmt.Errorf("read second factor of account %d: %w", account, ErrOtherKey)
	}
	rest := kept[len(sealedMark):]
	if len(rest) < keyIDBytes+s.aead.NonceSize() || string(rest[:keyIDBytes]) != string(s.id) {
		return nil, fmt.Errorf("read second factor of account %d: %w", account, ErrOtherKey)
	}
	nonce := rest[keyIDBytes : keyIDBytes+s.aead.NonceSize()]
	secret, err := s.aead.Open(nil, nonce, rest[keyIDBytes+s.aead.NonceSize():], ownerOf(account))
	if err != nil {
		return nil, fmt.Errorf("read second factor of account %d: %w", account, err)
	}
	return secret, nil
}

// unreadable chooses the accounts whose secrets are encrypted with another key than that of the arguments.
const unreadable = `octet_length(totp_secret) > @plain AND substring(totp_secret FROM 1 FOR @marked) = @mark
	AND substring(totp_secret FROM @marked + 1 FOR @size) <> @id`

func (a *Auth) unreadableArgs() pgx.StrictNamedArgs {
	mark, id := []byte(sealedMark), []byte{}
	if a.sealer != nil {
		id = a.sealer.id
	}
	return pgx.StrictNamedArgs{"plain": secretBytes, "marked": len(mark), "mark": mark, "size": keyIDBytes, "id": id}
}

// CheckKey is [ErrOtherKey] when some account's second factor cannot be read with the key of the options: nobody of
// those could log in.
func (a *Auth) CheckKey(ctx context.Context) error {
	n, err := db.Value[int](ctx, a.d, "check the key of second factors", `SELECT count(*)::int FROM accounts WHERE `+unreadable, a.unreadableArgs())
	if err != nil {
		return err
	}
	if n > 0 {
		return fmt.Errorf("%w: those of %d accounts", ErrOtherKey, n)
	}
	return nil
}

// ForgetUnreadable takes away the second factors that cannot be read with the key of the options, for those who have lost
// the key, and returns of how many accounts. All sessions of those end.
func (a *Auth) ForgetUnreadable(ctx context.Context, actor db.Actor) (n int, err error) {
	_, err = a.d.Write(ctx, actor, db.OnceKey{}, nil, func(tx *db.Tx) (int64, error) {
		ids, err := db.List[struct{ ID int64 }](tx, "find second factors of another key", `
			SELECT id FROM accounts WHERE `+unreadable+` ORDER BY id FOR UPDATE`, a.unreadableArgs())
		if err != nil {
			return 0, err
		}
		if n = len(ids); n == 0 {
			tx.Unchanged()
		}
		for _, x := range ids {
			if err := ResetSecondFactor(tx, x.ID); err != nil {
				return 0, err
			}
		}
		return 0, nil
	})
	return n, err
}

// Seals tells whether secrets are encrypted.
func (a *Auth) Seals() bool { return a.sealer != nil }

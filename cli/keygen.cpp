#include <iostream>

#include "channel/credentials.hpp"
#include "cli/passphrase.hpp"
#include "cli/verbs.hpp"
#include "config/key_file.hpp"
#include "config/private_file.hpp"
#include "site/role_identity.hpp"

namespace medisc {
namespace {

constexpr std::chrono::days kLifetime{3650};

struct TlsFiles {
  std::filesystem::path certificate;
  std::filesystem::path key;
};

TlsFiles tls_files(const std::string& name) {
  return {name + ".crt", name + ".tls.key"};
}

/// Before anything is written: all of a party's files or none.
Result<void> expect_new(const std::vector<std::filesystem::path>& files) {
  for (const auto& file : files) {
    std::error_code ignored;
    if (!std::filesystem::exists(file, ignored)) continue;
    return fail(ErrorCode::kUsage, file.string() + " exists already",
                "a key that is overwritten is lost: name another file, or move it away");
  }
  return {};
}

Result<void> write_tls_files(const std::string& name, const TlsFiles& files) {
  const std::string title = std::filesystem::path(name).filename().string();
  const auto made = self_signed(title, std::chrono::system_clock::now(), kLifetime);
  std::string key = key_text(made);
  auto written = write_new_file(files.key, "TLS key", key, kOwnerOnly);
  wipe_text(key);
  if (!written) return written;
  return write_new_file(files.certificate, "certificate", certificate_text(made),
                        kReadableByAll);
}

Result<void> write_key(const KeygenArguments& arguments, const Seed& seed) {
  if (!arguments.passphrase && arguments.passphrase_file.empty()) {
    return write_key_file(arguments.output, seed);
  }
  if (auto fresh = expect_new({arguments.output}); !fresh) return fresh;
  auto passphrase = arguments.passphrase ? ask_new_passphrase(arguments.output)
                                         : read_passphrase_file(arguments.passphrase_file);
  if (!passphrase) return tl::unexpected<Error>(passphrase.error());
  auto written = write_key_file(arguments.output, seed, *passphrase);
  wipe_text(*passphrase);
  return written;
}

/// A new key's seed, once it is written; or that of the key to show.
Result<Seed> seed_of(const KeygenArguments& arguments) {
  if (arguments.show.empty()) {
    const Seed seed = Seed::random();
    if (auto written = write_key(arguments, seed); !written) {
      return tl::unexpected<Error>(written.error());
    }
    return seed;
  }
  KeyFile key(arguments.show);
  if (!arguments.passphrase_file.empty()) key.passphrase = arguments.passphrase_file;
  return read_key_file(key, passphrase_at_terminal());
}

}  // namespace

Result<void> run(const KeygenArguments& arguments) {
  if (arguments.output.empty() == arguments.show.empty()) {
    return fail(ErrorCode::kUsage, "keygen wants a file", "give --output FILE, or --show FILE");
  }
  const bool tls = !arguments.tls.empty();
  const TlsFiles files = tls_files(arguments.tls);
  const std::string& file = arguments.show.empty() ? arguments.output : arguments.show;
  if (tls) {
    if (auto fresh = expect_new({files.certificate, files.key}); !fresh) return fresh;
  }
  const auto seed = seed_of(arguments);
  if (!seed) return tl::unexpected<Error>(seed.error());
  const auto identity = identity_of(*seed);
  if (!identity) return tl::unexpected<Error>(identity.error());
  std::vector<Fact> facts{{"public_key", "public key", to_hex((*identity)->public_key())},
                          {"secret_key_file", "secret key in", file}};
  if (tls) {
    if (auto written = write_tls_files(arguments.tls, files); !written) return written;
    facts.push_back({"certificate_file", "TLS certificate in", files.certificate.string()});
    facts.push_back({"tls_key_file", "TLS key in", files.key.string()});
  }
  print(std::cout, facts, {}, arguments.format);
  return {};
}

}  // namespace medisc

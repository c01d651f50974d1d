// TLS credentials: one PEM text as certificate, key and authority; what is accepted can be
// used, and written again it is accepted.
#include "channel/tls_context.hpp"
#include "fuzz/harness.hpp"
#include "fuzz/input.hpp"
#include "fuzz/input_file.hpp"

namespace medisc::fuzz {
namespace {

/// Within the validity of the corpus.
SystemTime some_day() {
  return SystemTime(std::chrono::sys_days(std::chrono::year(2027) / 1 / 1));
}

void check(const InputFile& file, bool with_authority) {
  TlsConfig config;
  config.certificate = config.key = file.path();
  if (with_authority) config.authority = file.path();
  const auto loaded = load_credentials(config, some_day());
  if (!loaded) {
    require(loaded.error().code == ErrorCode::kUsage, "a bad file is wrong usage");
    return;
  }
  require(loaded->certificate && loaded->key, "credentials have a certificate and its key");
  require(loaded->authorities.empty() != with_authority, "authorities are those asked for");
  require(expiry(*loaded) >= some_day(), "a certificate is valid");
  const auto context = TlsContext::make(*loaded);
  require(context || context.error().code == ErrorCode::kUsage, "a bad key is wrong usage");

  static const InputFile copy("copy.pem");
  copy.write(certificate_text(*loaded) + key_text(*loaded));
  config.certificate = config.key = copy.path();
  config.authority.reset();
  const auto again = load_credentials(config, some_day());
  require(again.has_value() && certificate_text(*again) == certificate_text(*loaded),
          "credentials written again are accepted");
}

}  // namespace
}  // namespace medisc::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace medisc::fuzz;
  static const InputFile file("party.pem");
  Input input(data, size);
  const bool with_authority = input.byte() % 2 == 1;
  file.write(as_text(input.rest()));
  check(file, with_authority);
  return 0;
}

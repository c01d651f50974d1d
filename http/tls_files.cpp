#include "http/tls_files.hpp"

#include <fstream>
#include <iterator>

#include "channel/credentials.hpp"

namespace medisc {
namespace {

std::string content_of(const std::filesystem::path& file) {
  std::ifstream text(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(text), {}};
}

}  // namespace

Result<TlsTexts> load_tls_texts(const HttpTls& tls, std::chrono::system_clock::time_point now) {
  if (tls.certificate_required && !tls.authority) {
    return fail(ErrorCode::kUsage,
                "clients' certificates are required, but no authority is named",
                "name the file of the certificate that signs them");
  }
  const auto checked =
      load_credentials({TlsMode::kAlways, tls.certificate, tls.key, tls.authority}, now);
  if (!checked) return tl::unexpected<Error>(checked.error());
  return TlsTexts{content_of(tls.certificate), key_text(*checked),
                  tls.authority ? content_of(*tls.authority) : ""};
}

}  // namespace medisc

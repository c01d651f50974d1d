#include "http/exposure.hpp"

namespace medisc {

Result<void> check_exposure(const HttpListen& listen, bool tls, const std::string& key) {
  const auto* address = std::get_if<Address>(&listen);
  if (address == nullptr || tls || is_loopback(*address)) return {};
  return fail(ErrorCode::kUsage,
              key + " is " + to_string(*address) +
                  ", where plain HTTP would show tokens and records to the network",
              "give a certificate and a key, or listen at 127.0.0.1 or a Unix socket");
}

}  // namespace medisc

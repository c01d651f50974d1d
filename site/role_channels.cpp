#include "site/role_channels.hpp"

#include <fmt/chrono.h>

namespace medisc {
namespace {

constexpr std::chrono::days kWarnBefore{30};

}  // namespace

Result<Channels> open_channels(const TlsConfig& config, const std::vector<Address>& addresses,
                               EventLog& event_log) {
  const SystemTime now = std::chrono::system_clock::now();
  auto channels = Channels::open(config, now);
  if (!channels) return channels;
  for (const Address& address : addresses) {
    if (auto safe = channels->encrypts(address); !safe) {
      return tl::unexpected<Error>(safe.error());
    }
  }
  const auto end = channels->expires();
  if (end && *end - now < kWarnBefore) {
    event_log.warning("certificate-expires", {{"file", config.certificate->string()},
                                              {"on", fmt::format("{:%F}", fmt::gmtime(*end))},
                                              {"hint", "make a new one: medisc keygen --tls"}});
  }
  return channels;
}

}  // namespace medisc

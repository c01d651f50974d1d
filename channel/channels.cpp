#include "channel/channels.hpp"

namespace medisc {

Result<Channels> Channels::open(const TlsConfig& config, SystemTime now) {
  Channels channels;
  channels.mode_ = config.mode;
  const auto credentials = load_credentials(config, now);
  if (!credentials) return tl::unexpected<Error>(credentials.error());
  auto context = TlsContext::make(*credentials);
  if (!context) return tl::unexpected<Error>(context.error());
  channels.context_ = std::make_shared<const TlsContext>(std::move(*context));
  if (config.certificate) channels.expires_ = expiry(*credentials);
  return channels;
}

Result<bool> Channels::encrypts(const Address& address) const {
  if (mode_ == TlsMode::kAlways) return true;
  const bool stays = is_loopback(address);
  if (mode_ == TlsMode::kAuto) return !stays;
  if (stays) return false;
  return fail(ErrorCode::kUsage,
              to_string(address) + " is not a loopback address, and [tls] has mode = \"never\"",
              "leave mode at \"auto\", or carry a loopback port there yourself");
}

Result<std::unique_ptr<TlsSession>> Channels::dialled(const Address& address) const {
  const auto encrypted = encrypts(address);
  if (!encrypted) return tl::unexpected<Error>(encrypted.error());
  return *encrypted ? context_->client() : nullptr;
}

Result<std::unique_ptr<TlsSession>> Channels::accepted(const Address& address) const {
  const auto encrypted = encrypts(address);
  if (!encrypted) return tl::unexpected<Error>(encrypted.error());
  return *encrypted ? context_->server() : nullptr;
}

}  // namespace medisc

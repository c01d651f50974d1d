/// Which of a role's connections are encrypted, and how.
#pragma once

#include <memory>
#include <optional>

#include "channel/tls_context.hpp"
#include "config/address.hpp"
#include "config/tls_config.hpp"

namespace medisc {

/// Cheap to copy; what it gives may be used on any thread, one at a time.
class Channels {
 public:
  /// Plain, and for loopback addresses alone.
  Channels() = default;

  /// As [tls] says. Errors: those of load_credentials.
  static Result<Channels> open(const TlsConfig& config, SystemTime now);

  /// Whether what is sent to this address, or taken at it, is encrypted. Errors: kUsage where
  /// it would leave the machine in the clear.
  Result<bool> encrypts(const Address& address) const;

  /// For a connection to `address`, and for one that came in at it: a session of its own, none
  /// where the channel is plain. Errors: as above.
  Result<std::unique_ptr<TlsSession>> dialled(const Address& address) const;
  Result<std::unique_ptr<TlsSession>> accepted(const Address& address) const;

  /// When the configured certificate ends; none where it is this process's own.
  std::optional<SystemTime> expires() const { return expires_; }

 private:
  TlsMode mode_ = TlsMode::kNever;
  std::shared_ptr<const TlsContext> context_;
  std::optional<SystemTime> expires_;
};

}  // namespace medisc

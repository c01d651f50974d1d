/// A role's channels, from its configuration.
#pragma once

#include <vector>

#include "actors/conversation/event_log.hpp"
#include "channel/channels.hpp"

namespace medisc {

/// `addresses`: all that the role listens at or calls. Warns in the event log
/// ("certificate-expires") from 30 days before the certificate's end on. Errors: kUsage, those
/// of Channels::open; an address that [tls] leaves unprotected.
Result<Channels> open_channels(const TlsConfig& config, const std::vector<Address>& addresses,
                               EventLog& event_log);

}  // namespace medisc

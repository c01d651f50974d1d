/// Word to the supervisor that started a daemon, by systemd's protocol (sd_notify(3)).
#pragma once

#include <string_view>

namespace medisc {

/// Sends "READY=1", "RELOADING=1" or "STOPPING=1" to the socket that $NOTIFY_SOCKET names.
/// Where there is none, or nobody listens there, nothing happens: no daemon depends on it.
void tell_supervisor(std::string_view state);

}  // namespace medisc

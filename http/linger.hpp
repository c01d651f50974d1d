/// The end of a connection whose client is still sending.
#pragma once

namespace medisc {

/// Reads what comes and forgets it, until the client ends or for two seconds: the kernel would
/// answer what is left unread with a reset, which may reach the client before the response.
void linger(int socket);

}  // namespace medisc

/// GNU libmicrohttpd, for the files that speak to it. Chosen since it is small, in C,
/// maintained with security fixes by Debian, listens at sockets that it is given, and bounds
/// the memory of a connection. It knows sockets, TLS, HTTP/1.1's framing and keep-alive; what
/// is refused, and why, is decided here.
#pragma once

#include <microhttpd.h>

namespace medisc {

/// From this version on the library itself refuses lines that do not end in CR LF, NUL bytes
/// and folded headers, if it is told to be strict. Before, request_head.cpp has to find them.
inline constexpr bool kLibraryIsStrict = MHD_VERSION >= 0x00097701;

#if MHD_VERSION >= 0x00097701
inline constexpr MHD_OPTION kStrictOption = MHD_OPTION_CLIENT_DISCIPLINE_LVL;
#else
inline constexpr MHD_OPTION kStrictOption = MHD_OPTION_STRICT_FOR_CLIENT;
#endif
inline constexpr int kStrictness = 1;

}  // namespace medisc

/// What the server asks of every request's head, whatever its route.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "http/request.hpp"

namespace medisc {

struct HeadFault {
  int status = 400;
  std::string what;
};

/// Whether all who read this head find the same body behind it, so that no request hides in
/// another's: names are tokens, values hold no control character; no field is there twice but
/// lists; one of Content-Length, in digits, and Transfer-Encoding, "chunked". Expect is
/// 100-continue or missing. `version`: "HTTP/1.1" or "HTTP/1.0".
std::optional<HeadFault> framing_fault(const HttpRequest& head, std::string_view version);

/// Against names that somebody else's server gives this one's address (DNS rebinding): the Host
/// is one of `hosts`, which are in lower case and without ports, or they hold "*". Of HTTP/1.0,
/// which no browser speaks, it may be missing.
std::optional<HeadFault> host_fault(const HttpHeaders& headers,
                                    std::span<const std::string> hosts);

/// Against other sites' pages in a browser: a request that may change something and says that
/// it comes from one must come from this server's own.
std::optional<HeadFault> origin_fault(const HttpRequest& head);

/// A head's Content-Length, where there is one; framing_fault has found nothing.
std::optional<std::uint64_t> content_length(const HttpHeaders& headers);

}  // namespace medisc

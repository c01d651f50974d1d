/// POST over HTTP/1.1, as archives are spoken to: libcurl, behind one function.
///
/// HTTP and HTTPS alone, no redirects, no proxies of the environment; TLS 1.2 and later, where
/// the other end's certificate and name are always checked. Bounded in time and in what comes
/// back.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "error/error.hpp"

namespace medisc {

struct PostTarget {
  std::string url;
  std::optional<std::filesystem::path> authority;  ///< PEM; none: the system's
  std::optional<std::filesystem::path> certificate;
  std::optional<std::filesystem::path> key;
  std::chrono::seconds connect_time{10};
  std::chrono::seconds silence{60};  ///< in which no byte goes or comes
  std::chrono::seconds whole_time{300};
  std::size_t most_answered = 1u << 20;  ///< bytes of a body
};

struct Post {
  std::string content_type;
  std::string accept;
  std::string_view authorization;  ///< a header's value, never shown; empty: none
  std::string_view body;
};

struct PostAnswer {
  int status = 0;
  std::string body;
};

/// Whether `url` is one that can be posted to: http or https, a host, and no user, password,
/// query or fragment. Errors: kBadInput, which does not show it.
Result<void> expect_post_url(const std::string& url);

/// What the other end answers, whatever it is. Any thread may call. Errors: kPeerUnavailable
/// where there is no answer, or one that is too long.
Result<PostAnswer> http_post(const PostTarget& target, const Post& post);

}  // namespace medisc

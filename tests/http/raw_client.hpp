/// A client that says what it is told to, well formed or not.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "error/descriptor.hpp"
#include "http/server.hpp"

namespace medisc::test {

/// What came back.
struct Reply {
  int status = 0;    ///< 0: nothing
  std::string head;  ///< with the status line
  std::string body;

  /// A header's value, "" where there is none.
  std::string header(const std::string& name) const;
};

/// One connection. Gives up after 20 s.
class RawClient {
 public:
  explicit RawClient(const HttpListen& where);

  bool is_connected() const { return is_connected_; }
  /// False where the other side has gone.
  bool send(std::string_view bytes);
  /// No more comes from this side.
  void finish();
  /// One response, by its length or its chunks. `has_body`: it does not answer a HEAD.
  Reply receive(bool has_body = true);
  /// Whatever is there next; "" at the end.
  std::string receive_some();
  /// A response and all behind it, until the other side closes.
  std::string receive_all();
  /// Whether the other side closes within this time, saying nothing more.
  bool is_closed_within(std::chrono::milliseconds time);

 private:
  bool read_more();

  Descriptor socket_;
  bool is_connected_ = false;
  std::string unread_;
};

/// Sends on a connection of its own, and takes one response.
Reply ask(const HttpListen& where, std::string_view request);

/// "GET path HTTP/1.1" with a Host that is allowed; `fields` end in CR LF.
std::string get_request(const std::string& path, const std::string& fields = "");
/// The same with a body, and its length.
std::string post_request(const std::string& path, const std::string& body,
                         const std::string& fields = "");

}  // namespace medisc::test

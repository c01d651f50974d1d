#include "tests/http/raw_client.hpp"

#include <algorithm>
#include <cstdlib>

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

namespace medisc::test {
namespace {

Descriptor connected_to(const HttpListen& where, bool& is_connected) {
  if (const auto* file = std::get_if<UnixSocket>(&where)) {
    Descriptor socket(::socket(AF_UNIX, SOCK_STREAM, 0));
    sockaddr_un target{};
    target.sun_family = AF_UNIX;
    file->path.string().copy(target.sun_path, sizeof target.sun_path - 1);
    is_connected =
        ::connect(socket.number(), reinterpret_cast<sockaddr*>(&target), sizeof target) == 0;
    return socket;
  }
  Descriptor socket(::socket(AF_INET, SOCK_STREAM, 0));
  sockaddr_in target{};
  target.sin_family = AF_INET;
  target.sin_port = htons(std::get<Address>(where).port);
  ::inet_pton(AF_INET, "127.0.0.1", &target.sin_addr);
  is_connected =
      ::connect(socket.number(), reinterpret_cast<sockaddr*>(&target), sizeof target) == 0;
  return socket;
}

}  // namespace

std::string Reply::header(const std::string& name) const {
  const std::string lowered = lower_case(head);
  const auto at = lowered.find("\r\n" + lower_case(name) + ": ");
  if (at == std::string::npos) return "";
  const auto from = at + 4 + name.size();
  return head.substr(from, head.find("\r\n", from) - from);
}

RawClient::RawClient(const HttpListen& where) : socket_(connected_to(where, is_connected_)) {
  const timeval patience{20, 0};
  ::setsockopt(socket_.number(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
}

bool RawClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void RawClient::finish() {
  ::shutdown(socket_.number(), SHUT_WR);
}

bool RawClient::read_more() {
  char bytes[16384];
  const ssize_t got = ::recv(socket_.number(), bytes, sizeof bytes, 0);
  if (got <= 0) return false;
  unread_.append(bytes, static_cast<std::size_t>(got));
  return true;
}

Reply RawClient::receive(bool has_body) {
  Reply reply;
  std::size_t end = 0;
  while ((end = unread_.find("\r\n\r\n")) == std::string::npos) {
    if (!read_more()) return reply;
  }
  reply.head = unread_.substr(0, end + 2);
  unread_.erase(0, end + 4);
  reply.status = std::atoi(reply.head.substr(9, 3).c_str());
  if (!has_body || reply.status == 100) return reply;
  const auto take = [&](std::size_t size) {
    while (unread_.size() < size && read_more()) {
    }
    const std::string taken = unread_.substr(0, size);
    unread_.erase(0, size);
    return taken;
  };
  if (reply.header("Transfer-Encoding") != "chunked") {
    reply.body = take(std::strtoul(reply.header("Content-Length").c_str(), nullptr, 10));
    return reply;
  }
  for (;;) {
    while (unread_.find("\r\n") == std::string::npos && read_more()) {
    }
    const std::size_t size = std::strtoul(unread_.c_str(), nullptr, 16);
    take(std::min(unread_.find("\r\n"), unread_.size() - 2) + 2);
    reply.body += take(size);
    take(2);
    if (size == 0) return reply;
  }
}

std::string RawClient::receive_some() {
  if (unread_.empty()) read_more();
  return std::exchange(unread_, {});
}

std::string RawClient::receive_all() {
  while (read_more()) {
  }
  return std::exchange(unread_, {});
}

bool RawClient::is_closed_within(std::chrono::milliseconds time) {
  pollfd watched{socket_.number(), POLLIN, 0};
  if (::poll(&watched, 1, static_cast<int>(time.count())) <= 0) return false;
  return !read_more();
}

Reply ask(const HttpListen& where, std::string_view request) {
  RawClient client(where);
  client.send(request);
  return client.receive(!request.starts_with("HEAD"));
}

std::string get_request(const std::string& path, const std::string& fields) {
  return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + fields + "\r\n";
}

std::string post_request(const std::string& path, const std::string& body,
                         const std::string& fields) {
  return "POST " + path +
         " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n" + fields + "\r\n" + body;
}

}  // namespace medisc::test

#include "tests/metrics/http_client.hpp"

#include <sstream>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

namespace medisc::test {

std::string talk_to(const Address& address, const std::string& request) {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in target{};
  target.sin_family = AF_INET;
  target.sin_port = htons(address.port);
  ::inet_pton(AF_INET, "127.0.0.1", &target.sin_addr);
  const timeval patience{20, 0};
  ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  std::string answer;
  if (::connect(socket, reinterpret_cast<sockaddr*>(&target), sizeof target) == 0) {
    for (std::size_t sent = 0; sent < request.size();) {
      const ssize_t more =
          ::send(socket, request.data() + sent, request.size() - sent, MSG_NOSIGNAL);
      if (more <= 0) break;
      sent += static_cast<std::size_t>(more);
    }
    char bytes[4096];
    for (ssize_t n; (n = ::recv(socket, bytes, sizeof bytes, 0)) > 0;) {
      answer.append(bytes, static_cast<std::size_t>(n));
    }
  }
  ::close(socket);
  return answer;
}

Page get(const Address& address, const std::string& path, const std::string& method) {
  const std::string answer =
      talk_to(address, method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
  Page page;
  const auto end = answer.find("\r\n\r\n");
  if (!answer.starts_with("HTTP/1.1 ") || end == std::string::npos) return page;
  page.status = std::stoi(answer.substr(9, 3));
  page.head = answer.substr(0, end);
  page.body = answer.substr(end + 4);
  return page;
}

std::map<std::string, double> samples_in(const std::string& text) {
  std::map<std::string, double> samples;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const auto blank = line.rfind(' ');
    if (line.starts_with("#") || blank == std::string::npos) continue;
    samples[line.substr(0, blank)] = std::stod(line.substr(blank + 1));
  }
  return samples;
}

}  // namespace medisc::test

/// A Unix socket that carries job messages, each in a frame (messages/frame.hpp).
///
/// Calls block; each end belongs to one thread at a time. Who is at the other end the kernel
/// tells (SO_PEERCRED): nothing that a client says of itself is needed for that.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>

#include <sys/types.h>

#include "error/descriptor.hpp"
#include "error/error.hpp"
#include "jobs/message.hpp"
#include "messages/frame.hpp"

namespace medisc {

/// The process at the other end of a socket.
struct PeerProcess {
  uid_t user = 0;
  pid_t pid = 0;
  std::string user_name;  ///< name_of_user
};

/// A user as the system knows it, else the number.
std::string name_of_user(uid_t user);

class JobSocket {
 public:
  explicit JobSocket(Descriptor connected) : socket_(std::move(connected)) {
    frames_.set_limit(kConversationLimit);
  }

  /// Errors: kPeerUnavailable where nobody listens there; kRefused where we may not connect.
  static Result<JobSocket> connect(const std::filesystem::path& path);

  /// Errors: kPeerUnavailable where the other end is gone, or takes nothing for a minute.
  Result<void> send(const JobMessage& message);

  /// Asked again and again while somebody waits: whether nobody waits any more.
  using GivesUp = std::function<bool()>;

  /// The next message; none where the other end has hung up between two. Errors:
  /// kPeerUnavailable; kProtocol; kInterrupted where `gives_up` says so.
  Result<std::optional<JobMessage>> receive(const GivesUp& gives_up = nullptr);

  /// Waits until there is something to receive, or `other` can be read: which of the two.
  /// Errors: kInternal.
  enum class Ready { kMessage, kOther };
  Result<Ready> wait_beside(int other);

  /// Whether the other end is there, and has said nothing that is unread.
  bool is_quiet() const;

  Result<PeerProcess> peer() const;

  /// From any thread: calls that wait, and all after them, end as if the other end was gone.
  void shut_down();

 private:
  Result<void> await_bytes(const GivesUp& gives_up) const;

  Descriptor socket_;
  FrameReader frames_;
};

/// The end that listens.
class JobListener {
 public:
  /// Makes the socket, for its owner and, with `group`, for that group; what a process that is
  /// gone has left there is replaced. Errors: kUsage where another process listens there, the
  /// path is too long for a socket, something else stands there, or the folder is missing.
  static Result<JobListener> open(const std::filesystem::path& path,
                                  const std::string& group = "");
  JobListener(JobListener&&) = default;
  JobListener& operator=(JobListener&&) = delete;
  /// Removes the socket.
  ~JobListener();

  /// The next connection; none once `stop` can be read.
  Result<std::optional<JobSocket>> accept(int stop);

 private:
  JobListener(Descriptor listening, std::filesystem::path path)
      : socket_(std::move(listening)), path_(std::move(path)) {}

  Descriptor socket_;
  std::filesystem::path path_;
};

}  // namespace medisc

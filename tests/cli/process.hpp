/// A child process of a test: its output in files, every wait bounded, never left behind.
#pragma once

#include <chrono>
#include <csignal>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace medisc::test {

using namespace std::chrono_literals;
using Patience = std::chrono::milliseconds;

std::string contents(const std::filesystem::path& file);

/// Runs until it ends by itself or this object goes; it dies with the test's own process too,
/// so start it from the thread that lives longest. Helpers throw std::runtime_error, which
/// fails the test.
class Process {
 public:
  /// Starts `command`; standard output and error go to "<log>.out" and "<log>.err".
  Process(const std::vector<std::string>& command, const std::filesystem::path& log);
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process();

  int id() const { return id_; }
  void signal(int number) const;

  /// The exit status, 128 + n where signal n killed it, nothing while it still runs.
  std::optional<int> wait(Patience patience);

  /// The rest of the first line of standard error behind `mark`, up to a blank. Throws where
  /// none comes.
  std::string await(const std::string& mark, Patience patience = 10s);

  std::string out() const { return contents(out_); }
  std::string err() const { return contents(err_); }

  /// Resident memory, bytes.
  std::size_t memory() const;
  /// Descriptors.
  std::size_t open_files() const;

 private:
  std::filesystem::path out_;
  std::filesystem::path err_;
  int id_ = -1;
  int handle_ = -1;  ///< readable once it has ended
  std::optional<int> status_;
};

/// Asks again and again until `holds` does; false where it does not within `patience`.
template <class Condition>
bool eventually(Condition holds, Patience patience = 5s);

void pause(Patience duration);

template <class Condition>
bool eventually(Condition holds, Patience patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (!holds()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    pause(10ms);
  }
  return true;
}

}  // namespace medisc::test

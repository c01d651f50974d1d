/// A child process: another role of MediSC, which is this very program run with other words, or
/// another program of its own.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include <sys/types.h>

#include "cli/peak_memory.hpp"
#include "cli/processor_time.hpp"
#include "error/error.hpp"

namespace medisc {

/// Ends when this object goes, and when this process dies in whatever way. Start it from the
/// thread that lives longest. It is in a process group of its own: a Ctrl-C at the terminal
/// does not reach it.
class Child {
 public:
  /// `words` follow the program's name; what it prints goes to `log`. It inherits no variable
  /// of the environment that would change its configuration. Errors: kInternal.
  static Result<Child> start(const std::vector<std::string>& words,
                             const std::filesystem::path& log);
  static Result<Child> start(const std::filesystem::path& program,
                             const std::vector<std::string>& words,
                             const std::filesystem::path& log);
  Child(Child&& other) noexcept;
  Child& operator=(Child&&) = delete;
  ~Child();

  /// The word behind `mark` in a line of its log, once there is one. Errors: kInternal with its
  /// last line where it ends, or says nothing within `patience`; what `check` says, which is
  /// asked again and again.
  Result<std::string> await(const std::string& mark, std::chrono::seconds patience,
                            const std::function<Result<void>()>& check);

  /// The most memory that it has taken so far, bytes; 0 once it has ended.
  std::uint64_t peak_memory() const { return medisc::peak_memory(std::to_string(id_)); }

  /// How long it has kept processors busy so far; 0 once it has ended.
  double processor_seconds() const { return medisc::processor_seconds(id_); }

  /// Asks it to end, and does not wait.
  void ask_to_end() const;

 private:
  Child(pid_t id, std::filesystem::path log) : id_(id), log_(std::move(log)) {}
  bool ended();
  tl::unexpected<Error> silent(const std::string& mark) const;

  pid_t id_ = -1;
  std::filesystem::path log_;
};

}  // namespace medisc

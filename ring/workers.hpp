/// Threads that share the pieces of one computation, as code that knows no threads sees them.
#pragma once

#include <cstddef>

namespace medisc {

class Workers {
 public:
  virtual ~Workers() = default;

  /// How many threads may run pieces of one computation at the same time.
  virtual std::size_t width() const = 0;

  /// Calls piece(index, seat) once for every index below `count`, in any order and on any
  /// thread, and returns when all calls have. Two calls that run at the same time have
  /// different seats, all below width(): memory of a seat's own needs no lock. Throws what a
  /// piece threw, the first of them, once all have ended.
  template <class Piece>
  void run(std::size_t count, const Piece& piece) {
    if (count <= 1 || width() <= 1) {
      for (std::size_t i = 0; i < count; ++i) piece(i, std::size_t{0});
      return;
    }
    const auto call = [](const void* of, std::size_t index, std::size_t seat) {
      (*static_cast<const Piece*>(of))(index, seat);
    };
    run_pieces(count, {call, &piece});
  }

 protected:
  /// A piece without its type.
  struct Pieces {
    void (*call)(const void* of, std::size_t index, std::size_t seat);
    const void* of;
  };
  virtual void run_pieces(std::size_t count, Pieces pieces) = 0;
};

/// No threads but the caller's.
Workers& this_thread();

}  // namespace medisc

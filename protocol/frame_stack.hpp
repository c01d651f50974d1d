/// Memory for the frames of coroutines that call one another: the last one made is the first
/// one to go. Made once, so that a gate's frame costs no allocation.
#pragma once

#include <cstddef>
#include <memory>
#include <new>

namespace medisc {

class FrameStack {
 public:
  /// A frame's memory; from the heap where the stack is full.
  void* push(std::size_t size) {
    const std::size_t taken = (size + kHeader + kAlign - 1) / kAlign * kAlign;
    if (kBytes - top_ < taken) return heap(size);
    std::byte* const block = memory_.get() + top_;
    top_ += taken;
    ++frames_;
    return marked(block, this);
  }

  /// A frame of no stack.
  static void* heap(std::size_t size) {
    return marked(static_cast<std::byte*>(::operator new(size + kHeader)), nullptr);
  }

  /// Gives back what push or heap returned.
  static void pop(void* frame) {
    std::byte* const block = static_cast<std::byte*>(frame) - kHeader;
    FrameStack* const owner = *reinterpret_cast<FrameStack**>(block);
    if (owner == nullptr) {
      ::operator delete(block);
    } else if (--owner->frames_ == 0) {
      owner->top_ = 0;
    } else {
      owner->top_ = static_cast<std::size_t>(block - owner->memory_.get());
    }
  }

 private:
  static constexpr std::size_t kAlign = __STDCPP_DEFAULT_NEW_ALIGNMENT__;
  static constexpr std::size_t kHeader = kAlign;
  /// Three frames deep, a kilobyte each in practice.
  static constexpr std::size_t kBytes = 8192;

  static void* marked(std::byte* block, FrameStack* owner) {
    *reinterpret_cast<FrameStack**>(block) = owner;
    return block + kHeader;
  }

  std::unique_ptr<std::byte[]> memory_{new std::byte[kBytes]};
  std::size_t top_ = 0;
  std::size_t frames_ = 0;
};

}  // namespace medisc

#include "http/library_response.hpp"

#include <algorithm>
#include <memory>
#include <stdexcept>

namespace medisc {
namespace {

using LibraryResponse = std::unique_ptr<MHD_Response, decltype(&MHD_destroy_response)>;

/// The library asks for as many bytes at a time.
constexpr std::size_t kBlock = 16u << 10;

struct RunningStream {
  HttpStream next;
  HttpEnding ending;
  std::string piece{};
  std::size_t sent = 0;
};

ssize_t read_stream(void* running, std::uint64_t, char* out, std::size_t most) {
  auto& stream = *static_cast<RunningStream*>(running);
  try {
    while (stream.sent == stream.piece.size()) {
      auto piece = stream.next(stream.ending);
      if (!piece) return MHD_CONTENT_READER_END_OF_STREAM;
      stream.piece = *std::move(piece);
      stream.sent = 0;
      // A stream that never waits would not find out.
      if (stream.ending.reached()) return MHD_CONTENT_READER_END_OF_STREAM;
    }
  } catch (...) {
    return MHD_CONTENT_READER_END_WITH_ERROR;
  }
  const std::size_t size = std::min(most, stream.piece.size() - stream.sent);
  stream.piece.copy(out, size, stream.sent);
  stream.sent += size;
  return static_cast<ssize_t>(size);
}

void end_stream(void* running) {
  delete static_cast<RunningStream*>(running);  // NOLINT: the library had it
}

void end_body(void* body) {
  delete static_cast<std::string*>(body);  // NOLINT: likewise
}

LibraryResponse made_of(HttpResponse& response, const HttpEnding& ending) {
  MHD_Response* made = nullptr;
  if (response.stream) {
    auto running =
        std::make_unique<RunningStream>(RunningStream{std::move(response.stream), ending});
    made = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, kBlock, read_stream,
                                             running.get(), end_stream);
    if (made != nullptr) static_cast<void>(running.release());
  } else {
    auto body = std::make_unique<std::string>(std::move(response.body));
    made = MHD_create_response_from_buffer_with_free_callback_cls(body->size(), body->data(),
                                                                  end_body, body.get());
    if (made != nullptr) static_cast<void>(body.release());
  }
  if (made == nullptr) throw std::runtime_error("the HTTP library has no memory");
  return {made, MHD_destroy_response};
}

}  // namespace

MHD_Result send_response(MHD_Connection* connection, HttpResponse response,
                         const HttpEnding& ending) {
  if (response.status == 204 || response.status == 304) response.body.clear();
  const LibraryResponse made = made_of(response, ending);
  for (const auto& [name, value] : response.headers) {
    if (MHD_add_response_header(made.get(), name.c_str(), value.c_str()) != MHD_YES) {
      throw std::runtime_error("a response's header " + name + " can't be sent");
    }
  }
  return MHD_queue_response(connection, static_cast<unsigned>(response.status), made.get());
}

}  // namespace medisc

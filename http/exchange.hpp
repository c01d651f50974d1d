/// One request and its response, from the request line to the last byte.
#pragma once

#include <chrono>

#include "http/library.hpp"
#include "http/request_head.hpp"
#include "http/serving.hpp"

namespace medisc {

/// The library calls `head` once, `piece` for what comes of the body, `whole` at its end; each
/// says whether the connection may go on. Nothing is thrown.
class Exchange {
 public:
  /// `target` lies in the library's buffer.
  Exchange(Serving& serving, HttpConnection& connection, const char* target);
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;
  /// The response is sent, or nobody is there to take it.
  ~Exchange();

  bool is_begun() const { return is_begun_; }
  bool is_answered() const { return status_ != 0; }

  MHD_Result head(MHD_Connection* library, const char* method, const char* version) noexcept;
  MHD_Result piece(const char* bytes, std::size_t size) noexcept;
  MHD_Result whole(MHD_Connection* library) noexcept;

 private:
  void read(MHD_Connection* library, const char* method, const char* version);
  /// The response to what needs no body, where there is one.
  std::optional<HttpResponse> refusal(MHD_Connection* library);
  std::optional<HttpResponse> fault() const;
  std::optional<HttpResponse> admission(MHD_Connection* library);
  HttpResponse failure();
  MHD_Result respond(MHD_Connection* library, HttpResponse response);
  MHD_Result send(MHD_Connection* library, HttpResponse response);
  bool has_body() const;

  Serving& serving_;
  HttpConnection& connection_;
  std::string target_;
  RequestLine line_;
  std::string version_;
  HttpRequest request_;
  bool is_begun_ = false;
  bool is_contiguous_ = true;
  bool closes_ = false;  ///< the connection must not be used again
  bool is_in_flight_ = false;
  bool is_whole_ = false;
  bool is_too_long_ = false;  ///< a chunked body turned out to be
  std::size_t head_bytes_ = 0;
  std::size_t body_limit_ = 0;
  std::size_t body_taken_ = 0;    ///< of the room for bodies
  std::size_t body_dropped_ = 0;  ///< of one that is too long
  int status_ = 0;
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
};

}  // namespace medisc

#include "gateway/dicom/bounded_connection.hpp"

#include <algorithm>
#include <cerrno>
#include <memory>

#include <dcmtk/dcmnet/dcmtrans.h>

namespace medisc {
namespace {

/// Ends where its peer announces too much.
class BoundedConnection final : public DcmTransportConnection {
 public:
  BoundedConnection(DcmNativeSocketType socket, DcmTransportConnection* inner)
      : DcmTransportConnection(socket), inner_(inner) {}

  ssize_t read(void* buffer, size_t size) override {
    const ssize_t got = inner_->read(buffer, size);
    if (got <= 0 || watch_.see(buffer, static_cast<std::size_t>(got))) return got;
    errno = EPROTO;
    return -1;
  }

  OFCondition serverSideHandshake() override { return inner_->serverSideHandshake(); }
  OFCondition clientSideHandshake() override { return inner_->clientSideHandshake(); }
  OFCondition renegotiate(const char* suite) override { return inner_->renegotiate(suite); }
  ssize_t write(void* buffer, size_t size) override { return inner_->write(buffer, size); }
  void close() override { inner_->close(); }
  void closeTransportConnection() override { inner_->closeTransportConnection(); }
  unsigned long getPeerCertificateLength() override {
    return inner_->getPeerCertificateLength();
  }
  unsigned long getPeerCertificate(void* buffer, unsigned long size) override {
    return inner_->getPeerCertificate(buffer, size);
  }
  OFBool networkDataAvailable(int timeout) override {
    return inner_->networkDataAvailable(timeout);
  }
  OFBool isTransparentConnection() override { return inner_->isTransparentConnection(); }
  OFString& dumpConnectionParameters(OFString& text) override {
    return inner_->dumpConnectionParameters(text);
  }

 private:
  const std::unique_ptr<DcmTransportConnection> inner_;
  PduWatch watch_;
};

}  // namespace

bool PduWatch::see(const void* bytes, std::size_t size) {
  const auto* at = static_cast<const std::uint8_t*>(bytes);
  while (size > 0 && sound_) {
    if (left_ > 0) {
      const std::size_t body = std::min<std::size_t>(left_, size);
      left_ -= static_cast<std::uint32_t>(body);
      at += body;
      size -= body;
      continue;
    }
    head_[have_++] = *at++;
    --size;
    if (have_ < head_.size()) continue;
    have_ = 0;
    left_ = std::uint32_t{head_[2]} << 24 | std::uint32_t{head_[3]} << 16 |
            std::uint32_t{head_[4]} << 8 | head_[5];
    sound_ = left_ <= kMostPdu;
  }
  return sound_;
}

DcmTransportConnection* BoundedLayer::createConnection(DcmNativeSocketType socket,
                                                       OFBool secure) {
  DcmTransportConnection* const inner =
      tls_ != nullptr ? tls_->createConnection(socket, secure)
                      : DcmTransportLayer::createConnection(socket, secure);
  return inner == nullptr ? nullptr : new BoundedConnection(socket, inner);
}

}  // namespace medisc

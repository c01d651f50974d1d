#include "gateway/dicom/accepted_network.hpp"

#include <mutex>

#include <dcmtk/dcmnet/dul.h>

#include "gateway/dicom/bounded_connection.hpp"

namespace medisc {
namespace {

constexpr int kPatience = 30;  ///< seconds; the socket's own deadline is shorter

/// DCMTK takes an accepted socket out of a variable of the whole process.
std::mutex external_socket_turn;

/// Holds the variable until DCMTK has taken the socket out of it, which it says by asking for a
/// connection.
class ExternalSocket final : public BoundedLayer {
 public:
  ExternalSocket(Descriptor socket, DcmTransportLayer* tls)
      : BoundedLayer(tls), turn_(external_socket_turn), socket_(std::move(socket)) {
    dcmExternalSocketHandle.set(socket_.number());
  }
  ~ExternalSocket() override { end_turn(); }

  DcmTransportConnection* createConnection(DcmNativeSocketType socket, OFBool secure) override {
    end_turn();
    (void)socket_.release();  // the connection's from here on
    return BoundedLayer::createConnection(socket, secure);
  }

 private:
  void end_turn() {
    if (!turn_.owns_lock()) return;
    dcmExternalSocketHandle.set(-1);
    turn_.unlock();
  }

  std::unique_lock<std::mutex> turn_;
  Descriptor socket_;
};

tl::unexpected<Error> no_request(const OFCondition& why) {
  return fail(ErrorCode::kProtocol, std::string("no association was asked for: ") + why.text());
}

}  // namespace

Result<ReceivedAssociation> ReceivedAssociation::await(Descriptor socket,
                                                       DcmTransportLayer* tls) {
  dcmDisableGethostbyaddr.set(OFTrue);  // no name of a caller is looked up
  ReceivedAssociation received;
  auto layer = std::make_unique<ExternalSocket>(std::move(socket), tls);
  T_ASC_Network* network = nullptr;
  if (const auto made = ASC_initializeNetwork(NET_ACCEPTOR, 0, kPatience, &network);
      made.bad()) {
    return no_request(made);
  }
  received.network_.reset(network);
  if (const auto set = ASC_setTransportLayer(network, layer.get(), 0); set.bad()) {
    return no_request(set);
  }
  received.layer_ = std::move(layer);
  T_ASC_Association* association = nullptr;
  const auto came =
      ASC_receiveAssociation(network, &association, ASC_DEFAULTMAXPDU, nullptr, nullptr,
                             tls != nullptr ? OFTrue : OFFalse, DUL_NOBLOCK, kPatience);
  received.association_.reset(association);
  if (came.bad()) return no_request(came);
  return received;
}

}  // namespace medisc

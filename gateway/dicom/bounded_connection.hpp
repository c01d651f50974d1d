/// Connections whose peer can't make DCMTK take more memory than a message is worth: DCMTK
/// makes room for as many bytes as a PDU's head says, up to 4 GiB, of a caller that it knows
/// nothing of. Only sources that use DCMTK's network include it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmnet/dcmlayer.h>

namespace medisc {

/// Bytes of a PDU (PS3.8, 9.3): an association request with 128 contexts has less, and of data
/// we ask for 16 KiB.
inline constexpr std::uint32_t kMostPdu = 256u << 10;

/// Follows a stream of PDUs, byte by byte.
class PduWatch {
 public:
  /// False once a PDU is longer than kMostPdu.
  bool see(const void* bytes, std::size_t size);

 private:
  std::array<std::uint8_t, 6> head_{};  ///< type, nothing, and the length of the rest
  std::size_t have_ = 0;
  std::uint32_t left_ = 0;  ///< of the PDU's rest
  bool sound_ = true;
};

/// Makes such connections: over TLS where there is a `tls`, which outlives them.
class BoundedLayer : public DcmTransportLayer {
 public:
  explicit BoundedLayer(DcmTransportLayer* tls) : tls_(tls) {}

  DcmTransportConnection* createConnection(DcmNativeSocketType socket, OFBool secure) override;

 private:
  DcmTransportLayer* tls_;
};

}  // namespace medisc

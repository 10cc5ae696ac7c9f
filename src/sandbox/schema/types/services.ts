/** Services and their endpoints (core/v1, discovery.k8s.io/v1). Written as struct-notation.ts reads it. */
export const SERVICE_TYPES = `
Service
  kind string
  apiVersion string
  1 metadata ObjectMeta
  2 spec ServiceSpec
  3 status ServiceStatus

ServiceSpec
  1 ports []ServicePort merge=port map=port,protocol
  2 selector map[string] atomic
  3 clusterIP string
  18 clusterIPs []string
  4 type v1.ServiceType
  5 externalIPs []string
  7 sessionAffinity v1.ServiceAffinity
  8 loadBalancerIP string
  9 loadBalancerSourceRanges []string
  10 externalName string
  11 externalTrafficPolicy v1.ServiceExternalTrafficPolicy
  12 healthCheckNodePort int32
  13 publishNotReadyAddresses bool
  14 sessionAffinityConfig ?SessionAffinityConfig
  19 ipFamilies []v1.IPFamily
  17 ipFamilyPolicy ?v1.IPFamilyPolicy
  20 allocateLoadBalancerNodePorts ?bool
  21 loadBalancerClass ?string
  22 internalTrafficPolicy ?v1.ServiceInternalTrafficPolicy
  23 trafficDistribution ?string

ServiceStatus
  1 loadBalancer LoadBalancerStatus
  2 conditions []Condition merge=type map=type

ServicePort
  1 name string
  2 protocol v1.Protocol default=TCP
  6 appProtocol ?string
  3 port int32 !
  4 targetPort IntOrString
  5 nodePort int32

SessionAffinityConfig
  1 clientIP ?ClientIPConfig

LoadBalancerStatus
  1 ingress []LoadBalancerIngress

ClientIPConfig
  1 timeoutSeconds ?int32

LoadBalancerIngress
  1 ip string
  2 hostname string
  3 ipMode ?v1.LoadBalancerIPMode
  4 ports []PortStatus

PortStatus
  1 port int32 !
  2 protocol v1.Protocol !
  3 error ?string

EndpointSlice
  kind string
  apiVersion string
  1 metadata ObjectMeta
  4 addressType v1.AddressType !
  2 endpoints []Endpoint !
  3 ports []EndpointPort !

Endpoint
  1 addresses []string ! set
  2 conditions EndpointConditions
  3 hostname ?string
  4 targetRef ?ObjectReference
  5 deprecatedTopology map[string]
  6 nodeName ?string
  7 zone ?string
  8 hints ?EndpointHints

EndpointPort atomic
  1 name ?string
  2 protocol ?v1.Protocol
  3 port ?int32
  4 appProtocol ?string

EndpointConditions
  1 ready ?bool
  2 serving ?bool
  3 terminating ?bool

EndpointHints
  1 forZones []ForZone
  2 forNodes []ForNode

ForZone
  1 name string !

ForNode
  1 name string !
`;
